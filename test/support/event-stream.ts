import { get, type IncomingMessage } from 'node:http';
import type { PaymentView } from 'nestjs-khqr/checkout';

/** A reader of server-sent events, over a connection of its own. */
export interface EventReader {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Everything that has come, as it was written. */
  text(): string;
  /** The statuses told so far. */
  statuses(): readonly string[];
  views(): readonly PaymentView[];
  /** Resolves when what came fulfils this. Rejects when the stream ends without. */
  until(good: (reader: EventReader) => boolean): Promise<void>;
  readonly ended: Promise<void>;
  /** Hangs up. */
  close(): void;
  /** Reads nothing more, as a phone in a tunnel. */
  pause(): void;
}

export function openEvents(
  url: string | URL,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  return new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      resolve(reader(response));
    });
    request.on('error', reject);
  });
}

function reader(response: IncomingMessage): EventReader {
  let text = '';
  let over = false;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const look of [...waiting]) look();
  };
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  const ended = new Promise<void>((resolve) => {
    response.on('close', () => {
      over = true;
      resolve();
      wake();
    });
  });
  // Hung up in the middle: 'close' follows.
  response.on('error', () => undefined);
  const views = (): readonly PaymentView[] =>
    [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as PaymentView);
  const self: EventReader = {
    status: response.statusCode ?? 0,
    headers: response.headers,
    text: () => text,
    views,
    statuses: () => views().map(({ status }) => status),
    until: (good) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (good(self)) resolve();
          else if (over) reject(new Error(`The stream ended with: ${text}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
    ended,
    close: () => response.destroy(),
    pause: () => void response.pause(),
  };
  return self;
}
