// Makes lib/checkout/page/page.assets.ts: the hosted page's script and style, from their sources in lib/checkout/page/browser, as
// texts of a module, since a package that is bundled cannot read files of its own. `npm run page` writes it; test/unit/checkout
// fails when it is out of step.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { minify, transform } from '@swc/core';
import { format, resolveConfig } from 'prettier';
import { rollup } from 'rollup';

const folder = new URL('../lib/checkout/page/', import.meta.url);
const target = new URL('page.assets.ts', folder);
const module = { type: 'es6' };

/** Strips the types; the browsers of phones that are some years old run the rest as it is. */
const typescript = {
  name: 'typescript',
  resolveId: (id, importer) =>
    importer && id.startsWith('.')
      ? fileURLToPath(new URL(id.replace(/\.js$/, '.ts'), `file://${importer}`))
      : null,
  transform: (code) =>
    transform(code, {
      jsc: { parser: { syntax: 'typescript' }, target: 'es2020' },
      module,
      configFile: false,
      swcrc: false,
    }),
};

async function script() {
  const input = fileURLToPath(new URL('browser/main.ts', folder));
  const bundle = await rollup({ input, plugins: [typescript] });
  const { output } = await bundle.generate({ format: 'iife' });
  await bundle.close();
  const { code } = await minify(output[0].code, { compress: true, mangle: true });
  return code;
}

async function style() {
  const css = await readFile(new URL('browser/page.css', folder), 'utf8');
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s*([{};,])\s*/g, '$1')
    .replaceAll(/: /g, ':')
    .trim();
}

/** The module's text. */
export async function pageAssets() {
  const files = [
    ['script', 'js', 'text/javascript; charset=utf-8', await script()],
    ['style', 'css', 'text/css; charset=utf-8', await style()],
  ];
  const lines = files.map(([role, extension, type, body]) => {
    const hash = createHash('sha256').update(body).digest('hex').slice(0, 16);
    const name = `page.${hash}.${extension}`;
    return `export const ${role} = ${JSON.stringify({ name, type, etag: `"${hash}"`, body })};`;
  });
  const text = `// Made by \`npm run page\` from the sources in browser/; not written by hand.\n${lines.join('\n')}\n`;
  const filepath = fileURLToPath(target);
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await pageAssets());
