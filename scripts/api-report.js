// The public types as text, one report an entry point, in docs/api-report. Without arguments it fails when the build's
// declarations differ from them; with --update it writes them. Run the build first.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';
import { presentEntries } from './entries.js';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'docs/api-report');
const update = process.argv.includes('--update');

const reportName = (subPath) => `${subPath === '.' ? 'index' : subPath.slice(2)}.api.md`;

function configOf([subPath, module]) {
  return ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: path.join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: path.join(root, 'dist/esm', `${module}.d.ts`),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: {
            target: 'ES2022',
            module: 'NodeNext',
            moduleResolution: 'NodeNext',
            types: ['node'],
            strict: true,
            experimentalDecorators: true,
            skipLibCheck: true,
          },
          files: [path.join('dist/esm', `${module}.d.ts`)],
        },
      },
      apiReport: {
        enabled: true,
        reportFileName: reportName(subPath),
        reportFolder: folder,
        reportTempFolder: path.join(root, 'temp/api-report'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          // Marked in the signatures already; here it would add line numbers, which change for no reason.
          'ae-undocumented': { logLevel: ExtractorLogLevel.None },
          // There are no release tags: what is exported is public.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
  });
}

function extract(config, compilerState) {
  const result = Extractor.invoke(config, {
    compilerState,
    localBuild: update,
    messageCallback: (message) => {
      if (message.messageId === 'console-preamble') message.handled = true;
      // The extractor names its own remedy, a copy by hand; ours is a script.
      if (message.messageId === 'console-api-report-not-copied') message.handled = true;
      if (message.messageId === 'console-compiler-version-notice') message.handled = true;
    },
  });
  return result.errorCount === 0 && (update || !result.apiReportChanged);
}

mkdirSync(folder, { recursive: true });
const entries = presentEntries();
const expected = entries.map(([subPath]) => reportName(subPath));
const stale = readdirSync(folder).filter((name) => !expected.includes(name));
if (update) for (const name of stale) rmSync(path.join(folder, name));

const configs = entries.map(configOf);
// One program for all of them: making it takes longer than everything else.
const [first, ...others] = configs;
const compilerState = CompilerState.create(first, {
  additionalEntryPoints: others.map(({ mainEntryPointFilePath }) => mainEntryPointFilePath),
});
const wrong = entries.filter(([subPath], place) => {
  const known = update || existsSync(path.join(folder, reportName(subPath)));
  return !(extract(configs[place], compilerState) && known);
});
const names = [...wrong.map(([subPath]) => reportName(subPath)), ...(update ? [] : stale)];
if (names.length > 0) {
  console.error(`The public types differ from docs/api-report: ${names.join(', ')}.`);
  console.error('Where that is meant: npm run api:update, and commit the reports.');
  process.exitCode = 1;
}
