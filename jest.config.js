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

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/test/packaging/apps/'],
  extensionsToTreatAsEsm: esm ? ['.ts'] : [],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  moduleNameMapper: { ...ownNames, '^(\\.{1,2}/.*)\\.js$': '$1' },
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
  workerIdleMemoryLimit: '512MB',
  coverageProvider: 'v8',
  collectCoverageFrom: ['lib/**/*.ts'],
};
