import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import { forbidden } from '../../scripts/rooms.js';

/** The messages of the rule about folders for one file of lib with this content. */
async function complaints(file: string, code: string): Promise<string[]> {
  const eslint = new ESLint({
    // The rule needs no types; without them a file that does not exist can be linted.
    overrideConfig: [
      { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } },
    ],
    ruleFilter: ({ ruleId }) => ruleId === 'khqr/rooms',
  });
  const [result] = await eslint.lintText(code, { filePath: path.join(process.cwd(), 'lib', file) });
  return (result?.messages ?? []).map(({ message }) => message);
}

describe('the arrows between the folders of lib', () => {
  it.each([
    ['errors/x.ts', `import { parseMoney } from '../payment/money.js';`],
    ['payment/x.ts', `import type { Payment } from '../stores/payment-rows.port.js';`],
    ['emv/x.ts', `export * from '../payment/money.js';`],
    ['stores/memory/x.ts', `import { X } from '../../tracker/payment-tracker.js';`],
    ['stores/sqlite/x.ts', `import { X } from '../postgres/postgres-payment.store.js';`],
    ['providers/apikhqr/x.ts', `import { X } from '../bakong/bakong.mapper.js';`],
    ['providers/apikhqr/x.ts', `const x = await import('../../events/event-dispatcher.js');`],
    ['tracker/x.ts', `import { X } from '../providers/apikhqr/apikhqr.provider.js';`],
    ['checkout/x.ts', `import { X } from '../khqr.service.js';`],
    ['gateway/x.ts', `type X = import('../tracker/payment-tracker.js').PaymentTracker;`],
    ['gateway/api/x.ts', `import type { Payment } from '../../index.js';`],
    ['unknown-folder/x.ts', `import { X } from '../errors/index.js';`],
    ['tracker/x.ts', `import { X } from 'nestjs-khqr';`],
    ['tracker/x.ts', `import { X } from '@nestjs/core/injector/module';`],
    ['tracker/x.ts', `import { X } from '../../test/fixtures/x.js';`],
  ])('lib/%s refuses %s', async (file, code) => {
    expect(await complaints(file, code)).toHaveLength(1);
  });

  it.each([
    ['payment/x.ts', `import { KhqrError } from '../errors/index.js';`],
    ['providers/apikhqr/x.ts', `import { X } from '../http/http-client.js';`],
    ['tracker/x.ts', `import type { X } from '../stores/payment-store.port.js';`],
    ['khqr.module.ts', `import { X } from './tracker/payment-tracker.js';`],
    ['checkout/x.ts', `import { X } from '../index.js';`],
    ['sandbox/x.ts', `import { X } from '../gateway/api/apikhqr.handlers.js';`],
    ['stores/postgres/x.ts', `import { X } from '../sql/schema.js';`],
    ['tracker/x.ts', `import { Injectable } from '@nestjs/common';`],
  ])('lib/%s allows %s', async (file, code) => {
    expect(await complaints(file, code)).toEqual([]);
  });

  it('names what a folder may import', () => {
    expect(forbidden('cli/main.ts', 'khqr.service.ts')).toBe(
      'cli must not import root (lib/khqr.service.ts); it may import: sandbox, emv, stores/sql, errors, version.',
    );
  });
});
