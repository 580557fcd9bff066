/** So many links are kept; a code is shown to one customer for minutes. */
const MOST = 1000;

/** Links that were made, so that a page that is loaded again does not spend another request of the day's. */
export class DeeplinkBook {
  /** By md5, oldest first. */
  readonly #links = new Map<string, Promise<string>>();

  /** One request for each code, also when it is asked for twice at once; a failure is not kept. */
  get(md5: string, make: () => Promise<string>): Promise<string> {
    const known = this.#links.get(md5);
    if (known) return known;
    const link = make();
    this.#links.set(md5, link);
    link.catch(() => this.#links.delete(md5));
    for (const oldest of this.#links.keys()) {
      if (this.#links.size <= MOST) break;
      this.#links.delete(oldest);
    }
    return link;
  }
}
