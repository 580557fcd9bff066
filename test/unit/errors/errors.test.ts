import { describe, expect, it, jest } from '@jest/globals';
import * as ours from '../../../lib/errors/index.js';

type Errors = typeof ours;

/** Another loaded copy of the package: other classes of the same names. */
async function otherCopy(): Promise<Errors> {
  jest.resetModules();
  return import('../../../lib/errors/index.js');
}

/** One of each, made by one copy. */
function samples(errors: Errors): readonly ours.KhqrError[] {
  const options = { provider: 'apikhqr', account: 'main' };
  return [
    new errors.KhqrConfigurationError('a', [], options),
    new errors.KhqrAuthenticationError('a', options),
    new errors.KhqrRequestError('a', { ...options, field: 'amount' }),
    new errors.KhqrConflictError('a', { ...options, payment: 1 }),
    new errors.KhqrAlreadyPaidError('a', { ...options, payment: 1 }),
    new errors.KhqrRateLimitError('a', { ...options, retryAfterMs: 5 }),
    new errors.KhqrProviderError('a', { ...options, inDoubt: true }),
    new errors.KhqrTimeoutError('a', { ...options, payment: 1 }),
    new errors.KhqrNotFoundError('a', options),
    new errors.KhqrDecodeError('a', { ...options, reason: 'crc', tag: '63', position: 1 }),
  ];
}

describe('isKhqrError', () => {
  it('knows the errors of every loaded copy, which instanceof does not', async () => {
    const theirs = samples(await otherCopy());
    expect(theirs.some((error) => error instanceof ours.KhqrError)).toBe(false);
    expect(theirs.every(ours.isKhqrError)).toBe(true);
    expect(samples(ours).every(ours.isKhqrError)).toBe(true);
  });

  it.each([null, undefined, 'KhqrError', 5, {}, new Error('khqr:error'), { code: 'KHQR_REQUEST' }])(
    'does not take %p for one',
    (value) => {
      expect(ours.isKhqrError(value)).toBe(false);
    },
  );
});

describe('every error', () => {
  it('is named after its class, and has a code of its own that says whether to try again', () => {
    const seen = samples(ours).map(({ name, code, retryable }) => [name, code, retryable]);
    expect(seen).toEqual([
      ['KhqrConfigurationError', 'KHQR_CONFIGURATION', false],
      ['KhqrAuthenticationError', 'KHQR_AUTHENTICATION', false],
      ['KhqrRequestError', 'KHQR_REQUEST', false],
      ['KhqrConflictError', 'KHQR_CONFLICT', false],
      ['KhqrAlreadyPaidError', 'KHQR_ALREADY_PAID', false],
      ['KhqrRateLimitError', 'KHQR_RATE_LIMIT', true],
      ['KhqrProviderError', 'KHQR_PROVIDER', true],
      ['KhqrTimeoutError', 'KHQR_TIMEOUT', true],
      ['KhqrNotFoundError', 'KHQR_NOT_FOUND', false],
      ['KhqrDecodeError', 'KHQR_DECODE', false],
    ]);
    expect(new Set(seen.map(([, code]) => code)).size).toBe(seen.length);
    for (const error of samples(ours)) {
      expect(error).toBeInstanceOf(Error);
      expect(error.account).toBe('main');
      expect(String(error)).toBe(`${error.name}: a`);
    }
  });

  it('keeps its cause, and has none where it was given none', () => {
    const cause = new Error('socket');
    const error = new ours.KhqrProviderError('a', { inDoubt: false, cause });
    expect(error.cause).toBe(cause);
    expect('cause' in new ours.KhqrProviderError('a', { inDoubt: false })).toBe(false);
  });
});

describe('a configuration error', () => {
  it('says one problem plainly and several as a list, with what to do at the end', () => {
    expect(new ours.KhqrConfigurationError('One.').message).toBe('One.');
    const error = new ours.KhqrConfigurationError(['One.', 'Two.'], ['Do this.', 'Or that.']);
    expect(error.message).toBe(
      'The KHQR configuration has 2 problems:\n- One.\n- Two.\n\n' +
        'Potential solutions:\n- Do this.\n- Or that.\n',
    );
    expect(error.problems).toEqual(['One.', 'Two.']);
  });
});
