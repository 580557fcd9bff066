import { request } from 'node:http';

/** A request as some client puts it on the wire. */
export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly bytes: Buffer;
}

/** Sends exactly this, without a header of ours. */
export function send({ method, url, headers, body }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode = 0, headers: told } = response;
        resolve({ status: statusCode, type: told['content-type'], bytes: Buffer.concat(chunks) });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export function jsonOf({ bytes }: WireAnswer): Readonly<Record<string, unknown>> {
  return JSON.parse(bytes.toString()) as Readonly<Record<string, unknown>>;
}

/** The example with the type of each value in its place: what an answer must have, no more and no less. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value) || typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** What curl sends when it is called like this; knows the options that the documents use. */
export function curlRequest(command: string): WireRequest {
  const words = [...command.replaceAll('\\\n', ' ').matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
  const [program, ...rest] = words;
  if (program !== 'curl') throw new Error(`Not a curl command: ${command}`);
  const headers: Record<string, string> = { 'User-Agent': 'curl/8.14.1', Accept: '*/*' };
  let [method, url, body]: (string | undefined)[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    const value = rest[at + 1] ?? '';
    if (word === '-X') method = value;
    else if (word === '-d') body = value;
    else if (word === '-H') headers[value.split(': ')[0] ?? ''] = value.split(': ')[1] ?? '';
    else if (word.startsWith('-') && word !== '-o') throw new Error(`Which option is ${word}?`);
    if (word.startsWith('-')) at += 1;
    else url = word;
  }
  if (url === undefined) throw new Error(`curl of what? ${command}`);
  if (body === undefined) return { method: method ?? 'GET', url, headers };
  const length = { 'Content-Length': String(Buffer.byteLength(body)) };
  return { method: method ?? 'POST', url, headers: { ...headers, ...length }, body };
}

/** What `package:http` sends for `http.post(Uri.parse('…'), headers: {…}, body: jsonEncode({…}))` or `http.get(…)`. */
export function dartRequest(call: string, values: Readonly<Record<string, string>>): WireRequest {
  const [, method = '', address = ''] =
    /http\.(post|get)\(\s*Uri\.parse\('([^']*)'\)/.exec(call) ?? [];
  const url = address.replaceAll(/\$(\w+)/g, (_, name: string) => values[name] ?? '');
  const common = { 'user-agent': 'Dart/3.9 (dart:io)', 'accept-encoding': 'gzip' };
  const [, map] = /jsonEncode\((\{[^}]*\})\)/.exec(call) ?? [];
  if (map === undefined) return { method: method.toUpperCase(), url, headers: common };
  // A double keeps its point, and a body of text has its character set told.
  const body = map
    .replaceAll("'", '"')
    .replaceAll(/(?<=[:,]) /g, '')
    .replace(/(\d\.\d)0/, '$1');
  const [, type = ''] = /'Content-Type': '([^']*)'/.exec(call) ?? [];
  const headers = {
    ...common,
    'content-type': `${type}; charset=utf-8`,
    'content-length': String(Buffer.byteLength(body)),
  };
  return { method: method.toUpperCase(), url, headers, body };
}
