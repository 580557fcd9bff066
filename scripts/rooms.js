// Which folder of `lib` may import which: the arrows of the architecture, and the ESLint rule that holds them.
import path from 'node:path';

/**
 * The rooms. A file belongs to the first room that one of its `files` matches (paths below `lib`); it may import from
 * its own room and from those in `uses`. `'*'` means every room. A file that no room matches is an error, so that a new
 * folder gets its arrows the day it is made.
 */
export const ROOMS = [
  { name: 'index', files: /^index\.ts$/, uses: '*' },
  {
    name: 'root-parts',
    files: /^khqr\.(tokens|messages|options|defaults)\.ts$/,
    uses: [
      'errors',
      'payment',
      'emv',
      'clock',
      'polling',
      'delivery',
      'provider-port',
      'store-ports',
    ],
  },
  { name: 'root', files: /^khqr[.-][^/]+\.ts$/, uses: '*' },
  { name: 'version', files: /^version\.ts$/, uses: [] },
  { name: 'errors', files: /^errors\//, uses: [] },
  { name: 'payment', files: /^payment\//, uses: ['errors'] },
  { name: 'emv', files: /^emv\//, uses: ['errors'] },
  { name: 'clock', files: /^clock\//, uses: ['errors'] },
  { name: 'collections', files: /^collections\//, uses: [] },
  { name: 'polling', files: /^polling\//, uses: ['payment', 'errors', 'clock'] },
  { name: 'delivery', files: /^delivery\//, uses: ['payment', 'errors', 'clock'] },
  {
    name: 'store-ports',
    files: /^stores\/[^/]+\.ts$/,
    uses: ['payment', 'polling', 'delivery', 'errors', 'clock'],
  },
  ...['memory', 'sql', 'sqlite', 'postgres'].map((name) => ({
    name: `stores/${name}`,
    files: new RegExp(`^stores/${name}/`),
    uses: ['store-ports', 'stores/sql', 'payment', 'polling', 'delivery', 'errors', 'clock'],
  })),
  {
    name: 'provider-port',
    files: /^providers\/(khqr-provider\.port|provider-[^/]+|provider\.options)\.ts$/,
    uses: ['payment', 'errors', 'clock'],
  },
  {
    name: 'providers/http',
    files: /^providers\/http\//,
    uses: ['provider-port', 'payment', 'errors', 'clock', 'version'],
  },
  {
    name: 'qr-verification',
    files: /^providers\/qr-verification\.ts$/,
    uses: ['emv', 'payment', 'errors'],
  },
  ...['apikhqr', 'bakong-online', 'bakong', 'sandbox'].map((name) => ({
    name: `providers/${name}`,
    files: new RegExp(`^providers/${name}/`),
    uses: [
      'provider-port',
      'providers/http',
      'qr-verification',
      'payment',
      'emv',
      'errors',
      'clock',
    ],
  })),
  {
    name: 'accounts',
    files: /^providers\/account[^/]*\.ts$/,
    uses: [
      'root-parts',
      'provider-port',
      'store-ports',
      'payment',
      'polling',
      'delivery',
      'errors',
      'clock',
    ],
  },
  {
    name: 'provider-factory',
    files: /^providers\/[^/]+\.ts$/,
    uses: [
      'root-parts',
      'accounts',
      'provider-port',
      'providers/http',
      'providers/apikhqr',
      'providers/bakong-online',
      'providers/bakong',
      'providers/sandbox',
      'payment',
      'errors',
      'clock',
    ],
  },
  ...['tracker', 'events'].map((name) => ({
    name,
    files: new RegExp(`^${name}/`),
    uses: [
      'root-parts',
      'store-ports',
      'provider-port',
      'accounts',
      'payment',
      'polling',
      'delivery',
      'errors',
      'clock',
    ],
  })),
  {
    name: 'requests',
    files: /^requests\//,
    uses: [
      'tracker',
      'root-parts',
      'store-ports',
      'provider-port',
      'accounts',
      'payment',
      'delivery',
      'qr-verification',
      'polling',
      'errors',
      'clock',
      'collections',
    ],
  },
  { name: 'image', files: /^image\//, uses: ['emv', 'errors'] },
  // What gateway, sandbox and checkout share: requests and responses without a framework.
  { name: 'web', files: /^web\//, uses: ['errors'] },
  // The API that a gateway serves, without Nest and without payments of ours: the sandbox serves it over its bank.
  {
    name: 'gateway/api',
    files: /^gateway\/api\//,
    uses: ['web', 'image', 'payment', 'polling', 'errors', 'clock', 'collections'],
  },
  {
    name: 'gateway',
    files: /^gateway\//,
    // Besides the public surface, the clock that payments run by, and the token it is found under, as the checkout.
    uses: ['index', 'gateway/api', 'web', 'clock', 'root-parts'],
  },
  ...['terminus', 'opentelemetry'].map((name) => ({
    name,
    files: new RegExp(`^${name}/`),
    uses: ['index', 'emv', 'image', 'web'],
  })),
  {
    name: 'checkout',
    files: /^checkout\//,
    // Besides the public surface, the clock that payments run by, and the token it is found under: tests move both together.
    // The gateway's API is served to apps, too, where a shop lets them name the amount.
    uses: [
      'index',
      'emv',
      'image',
      'web',
      'gateway/api',
      'gateway',
      'clock',
      'collections',
      'root-parts',
    ],
  },
  {
    name: 'sandbox',
    files: /^sandbox\//,
    uses: [
      'index',
      'gateway/api',
      'providers/sandbox',
      'stores/sqlite',
      'payment',
      'emv',
      'image',
      'web',
      'errors',
      'clock',
    ],
  },
  {
    name: 'testing',
    files: /^testing\//,
    uses: [
      'index',
      'root',
      'root-parts',
      'provider-factory',
      'providers/sandbox',
      'provider-port',
      'store-ports',
      'stores/memory',
      'payment',
      'polling',
      'delivery',
      'tracker',
      'events',
      'emv',
      'errors',
      'clock',
    ],
  },
  { name: 'cli', files: /^cli\//, uses: ['sandbox', 'emv', 'stores/sql', 'errors', 'version'] },
];

const roomOf = (file) => ROOMS.find((room) => room.files.test(file));

/**
 * Why `from` may not import `to` (paths below `lib`, with `.ts`), or undefined where it may.
 * @param {string} from
 * @param {string} to
 */
export function forbidden(from, to) {
  const home = roomOf(from);
  const target = roomOf(to);
  if (!home) return `lib/${from} belongs to no room; give its folder a line in scripts/rooms.js.`;
  if (!target) return `lib/${to} belongs to no room; give its folder a line in scripts/rooms.js.`;
  if (home === target || home.uses === '*' || home.uses.includes(target.name)) return undefined;
  return `${home.name} must not import ${target.name} (lib/${to}); it may import: ${home.uses.join(', ') || 'nothing'}.`;
}

/** The ESLint rule: looks at every static, dynamic and type import of a file below `lib`. */
export const roomsRule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const lib = path.join(context.cwd, 'lib');
    const from = path.relative(lib, context.filename);
    if (from.startsWith('..')) return {};
    const check = (source) => {
      if (typeof source?.value !== 'string') return;
      const name = source.value;
      let message;
      if (/^nestjs-khqr(\/|$)/.test(name)) message = 'Inside lib, import by relative path.';
      else if (/^@nestjs\/[^/]+\//.test(name)) message = 'No deep imports from @nestjs packages.';
      else if (name.startsWith('.')) {
        const file = path.resolve(path.dirname(context.filename), name);
        const to = path.relative(lib, file).replace(/\.js$/, '.ts').split(path.sep).join('/');
        message = to.startsWith('..')
          ? 'lib must not import from outside lib.'
          : forbidden(from.split(path.sep).join('/'), to);
      }
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source),
      TSImportType: (node) => check(node.source ?? node.argument?.literal),
    };
  },
};
