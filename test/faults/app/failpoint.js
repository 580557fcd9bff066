/** One named place at which this process dies, as if the machine's power had gone: nothing runs after it, no handler, no flush. */
export class Failpoint {
  /** @param {string | null} name */
  constructor(name) {
    this.name = name;
  }

  /** @param {string} name */
  reach(name) {
    if (name === this.name) process.kill(process.pid, 'SIGKILL');
  }
}
