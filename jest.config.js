// Serves both ways of running Jest: native ES modules (with --experimental-vm-modules, as `npm test` does) and, without
// that flag, CommonJS, for which the ESM-only packages of Nest 12 are transformed too.
import vm from 'node:vm';
import { presentEntries } from './scripts/entries.js';

const esm = typeof vm.SourceTextModule === 'function';

const ownNames = Object.fromEntries(
  presentEntries().map(([path, module]) => [
    `^nestjs-khqr${path.slice(1)}$`,
    `<rootDir>/lib/${module}.ts`,
  ]),
);

// KHQR_NEST=11 runs the same tests on Nest 11, which is CommonJS and lives in a folder of its own.
const nest11 = '<rootDir>/test/compat/nest11/node_modules';
const nestVersion =
  process.env.KHQR_NEST === '11'
    ? { '^@nestjs/([^/]+)$': `${nest11}/@nestjs/$1`, '^rxjs$': `${nest11}/rxjs` }
    : {};

/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/lean.environment.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  extensionsToTreatAsEsm: esm ? ['.ts'] : [],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { ...ownNames, ...nestVersion, '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    [esm ? '^.+\\.ts$' : '^.+\\.m?[jt]s$']: [
      '@swc/jest',
      {
        module: { type: esm ? 'es6' : 'commonjs' },
        jsc: {
          target: 'es2022',
          keepClassNames: true,
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: esm ? ['/node_modules/'] : ['/node_modules/(?!@nestjs/)'],
  setupFiles: ['reflect-metadata'],
  maxWorkers: 2,
  // Hours of virtual time pass in a second or two; on a machine that does other work too they may take some more.
  testTimeout: 120_000,
  workerIdleMemoryLimit: '512MB',
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts'],
};
