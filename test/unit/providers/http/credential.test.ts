import { describe, expect, it } from '@jest/globals';
import { KhqrAuthenticationError } from '../../../../lib/errors/khqr-authentication.error.js';
import { KhqrConfigurationError } from '../../../../lib/errors/khqr-configuration.error.js';
import { CredentialSource } from '../../../../lib/providers/http/credential.js';
import type { Credential } from '../../../../lib/providers/provider.options.js';
import { KhqrTestClock } from '../../../../lib/testing/khqr-test.clock.js';

const clock = new KhqrTestClock();
const source = (credential: Credential) =>
  new CredentialSource(credential, { account: 'main', clock });

/** Answers these, one a call, and counts the calls. */
function vault(...keys: readonly string[]) {
  const asked = { times: 0 };
  const ask = async () => keys[asked.times++] ?? 'none left';
  return { asked, ask };
}

describe('a credential that is text', () => {
  it('is used as it is, and stands for itself in the lane', async () => {
    const credential = source(' sk_live_1 ');
    expect(credential.known).toBe('sk_live_1');
    expect(await credential.current()).toBe('sk_live_1');
    expect(credential.owner).toBe('sk_live_1');
    expect(await credential.replace('sk_live_1', 1_000)).toBe(false);
  });

  it.each([[undefined], [''], ['  \n'], ['sk\r\nX-Admin: 1'], ['sk_ភាសា'], ['a b']])(
    'refuses %j and does not repeat it',
    (text) => {
      expect(() => source(text)).toThrow(KhqrConfigurationError);
      expect(() => source(text)).toThrow("apiKey of account 'main'");
      if (text?.trim()) expect(() => source(text)).not.toThrow(text);
    },
  );
});

describe('a credential that is a function', () => {
  it('is asked once, however many are waiting', async () => {
    const { asked, ask } = vault('one');
    const credential = source(ask);
    expect(credential.known).toBeUndefined();
    expect(await Promise.all([credential.current(), credential.current()])).toEqual(['one', 'one']);
    expect(await credential.current()).toBe('one');
    expect(asked.times).toBe(1);
    expect(credential.owner).toBe('account:main');
  });

  it('is asked once for many refusals of one key, and not for a refusal of an older key', async () => {
    const { asked, ask } = vault('one', 'two');
    const credential = source(ask);
    await credential.current();
    const refusals = Array.from({ length: 20 }, () => credential.replace('one', 1_000));
    expect(new Set(await Promise.all(refusals))).toEqual(new Set([true]));
    expect(credential.known).toBe('two');
    expect(await credential.replace('one', 1_000)).toBe(true);
    expect(asked.times).toBe(2);
  });

  it('brings nothing new when it gives the same key again', async () => {
    const { ask } = vault('one', 'one');
    const credential = source(ask);
    await credential.current();
    expect(await credential.replace('one', 1_000)).toBe(false);
  });

  it('is asked again after it failed', async () => {
    let broken = true;
    const credential = source(async () => {
      if (broken) throw new Error('vault sealed');
      return 'one';
    });
    await expect(credential.current()).rejects.toThrow(KhqrAuthenticationError);
    broken = false;
    expect(await credential.current()).toBe('one');
    broken = true;
    expect(await credential.replace('one', 1_000)).toBe(false);
    expect(await credential.current()).toBe('one');
  });

  it('that throws at once, or gives no text, is refused like one that fails', async () => {
    const thrower = source(() => {
      throw new Error('no vault');
    });
    await expect(thrower.current()).rejects.toThrow(KhqrAuthenticationError);
    await expect(source(async () => ' ').current()).rejects.toThrow(KhqrConfigurationError);
  });

  it('is not waited for longer than there is time, but its late answer is used', async () => {
    let answer = (_: string): void => undefined;
    const credential = source(() => new Promise((resolve) => (answer = resolve)));
    const first = credential.current();
    first.catch(() => undefined);
    await clock.advance(10_000);
    await expect(first).rejects.toThrow('in time');
    answer('one');
    expect(await credential.current()).toBe('one');

    const replaced = credential.replace('one', 500);
    await clock.advance(500);
    expect(await replaced).toBe(false);
    answer('two');
    expect(await credential.replace('one', 500)).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });
});
