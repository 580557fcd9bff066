import { closeSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

/** What the shop's handlers did: an append-only file, one line each, on the disk before the handler goes on; shared by all processes. */
export class EffectLedger {
  #applied = new Set();
  #readTo = 0;
  #rest = '';

  constructor(path) {
    this.path = path;
    this.fd = openSync(path, 'a+');
  }

  append(kind, { id, type, payment }) {
    this.#write({ kind, eventId: id, type, reference: payment?.reference, at: Date.now() });
    fsyncSync(this.fd);
  }

  /** The effect of a handler that is keyed by the event's id. */
  applyOnce(event) {
    this.#readOn();
    if (this.#applied.has(event.id)) return;
    this.append('effect', event);
  }

  /** Everything that an event carries, for those who look for what must not be in it. */
  note(kind, event) {
    this.#write({ kind, eventId: event.id, type: event.type, event });
  }

  #write(line) {
    writeSync(this.fd, `${JSON.stringify({ ...line, pid: process.pid })}\n`);
  }

  #readOn() {
    const chunk = Buffer.alloc(1 << 16);
    const fd = openSync(this.path, 'r');
    for (;;) {
      const length = readSync(fd, chunk, 0, chunk.length, this.#readTo);
      if (length === 0) break;
      this.#readTo += length;
      const lines = (this.#rest + chunk.toString('latin1', 0, length)).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) this.#take(line);
    }
    closeSync(fd);
  }

  #take(line) {
    // A process killed while it wrote leaves half a line, which the next one's first line follows.
    try {
      const { kind, eventId } = JSON.parse(line);
      if (kind === 'effect') this.#applied.add(eventId);
    } catch {
      return;
    }
  }
}
