/** What is used of Express' request. */
export interface WebRequest {
  readonly method: string;
  readonly ip?: string;
  /** Whether it came over TLS. */
  readonly secure: boolean;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What is used of Express' response. */
export interface WebResponse {
  setHeader(name: string, value: string): unknown;
}

export function headerOf({ headers }: WebRequest, name: string): string {
  return String(headers[name] ?? '');
}
