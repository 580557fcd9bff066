import { describe, expect, it } from '@jest/globals';
import { KhqrConfigurationError } from '../../../../lib/errors/khqr-configuration.error.js';
import { parseBaseUrl } from '../../../../lib/providers/http/base-url.js';

describe('a provider base URL', () => {
  it.each([
    ['https://www.khqrapi.com/api/v1', 'https://www.khqrapi.com', 'www.khqrapi.com', '/api/v1'],
    ['https://www.khqrapi.com/api/v1//', 'https://www.khqrapi.com', 'www.khqrapi.com', '/api/v1'],
    ['HTTPS://Api.Example:443/', 'https://api.example', 'api.example', ''],
    ['https://api.example:8443', 'https://api.example:8443', 'api.example:8443', ''],
    ['http://localhost:3000/v1', 'http://localhost:3000', 'localhost:3000', '/v1'],
    ['http://127.0.0.1', 'http://127.0.0.1', '127.0.0.1', ''],
    ['http://127.255.3.4:1', 'http://127.255.3.4:1', '127.255.3.4:1', ''],
    ['http://127.1:5', 'http://127.0.0.1:5', '127.0.0.1:5', ''],
    ['http://[::1]:3000', 'http://[::1]:3000', '[::1]:3000', ''],
  ])('%s', (text, origin, host, path) => {
    expect(parseBaseUrl(text)).toEqual({ origin, host, path, href: origin + path });
  });

  it.each([
    ['', 'full URL'],
    ['www.khqrapi.com', 'full URL'],
    ['http://www.khqrapi.com', 'https'],
    ['http://localhost.evil.example', 'https'],
    ['http://127.0.0.1.evil.example', 'https'],
    ['http://128.0.0.1', 'https'],
    ['http://0.0.0.0', 'https'],
    ['http://[::ffff:8.8.8.8]', 'https'],
    ['ftp://localhost', 'https'],
    ['file:///etc/passwd', 'https'],
    ['https://user@www.khqrapi.com', 'user name'],
    ['https://user:hunter2@www.khqrapi.com', 'user name'],
    ['https://www.khqrapi.com/?a=1', 'query'],
    ['https://www.khqrapi.com/?', 'query'],
    ['https://www.khqrapi.com/#', 'query'],
  ])('refuses %s', (text, rule) => {
    const act = () => parseBaseUrl(text);
    expect(act).toThrow(KhqrConfigurationError);
    expect(act).toThrow(rule);
    expect(act).not.toThrow(/hunter2/);
  });
});
