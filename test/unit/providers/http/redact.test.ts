import { describe, expect, it } from '@jest/globals';
import { excerpt, redact } from '../../../../lib/providers/http/redact.js';

const SECRET = 'sk/live+1';

describe('a foreign text', () => {
  it('loses the secret, plain and as it stands in a URL', () => {
    expect(redact(`a ${SECRET} b ${encodeURIComponent(SECRET)}`, SECRET)).toBe(
      'a [redacted] b [redacted]',
    );
  });

  it.each([undefined, ''])('is left alone without a secret: %j', (secret) => {
    expect(redact('a 100 % text', secret)).toBe('a 100 % text');
  });

  it('becomes one short line without markup, control characters and query values', () => {
    const text = `<html><script>var k="x"</script><p>Bad\r\n\t gate\u0000way\u2028 at
      https://x.example/y?token=abc&b=c d</p></html>`;
    expect(excerpt(text, undefined)).toBe('Bad gate way at https://x.example/y?token=…&b=… d');
  });

  it('loses a secret that markup was hiding', () => {
    expect(excerpt('sk/li<b></b>ve+1', 'sk/li ve+1')).toBe('[redacted]');
  });

  it('is not looked at beyond its beginning, and no half of the secret is left there', () => {
    expect(excerpt(`${'<b>'.repeat(5000)}end`, SECRET)).toBe('');
    const hidden = `${'<b>'.repeat(679)}sk_live<b></b>_secret${'x'.repeat(4000)}`;
    expect(excerpt(hidden, 'sk_live _secret')).not.toContain('sk_li');
  });

  it('is cut, after the secret is gone', () => {
    const text = excerpt('x'.repeat(155) + SECRET, SECRET);
    expect(text).toBe(`${'x'.repeat(155)}[reda…`);
  });
});
