// `node --import ./test/simulation/runner/typescript.mjs` runs TypeScript without a build.
import { register } from 'node:module';
import 'reflect-metadata';

register('./typescript.hooks.mjs', import.meta.url);
