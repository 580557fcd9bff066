/** A request body as the server read it, before anybody looked into it. */
export type WebBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'json'; readonly value: unknown }
  /** Not JSON, though it should be. */
  | { readonly kind: 'malformed' }
  /** Over the server's limit, and not read to its end. */
  | { readonly kind: 'too-large' };

/** A request as handlers see it, whatever server carries it. Nothing in it has been checked. */
export interface WebRequest {
  /** Upper case. */
  readonly method: string;
  /** Decoded path parameters by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** By lower-case name; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: WebBody;
  /** Where the routes are mounted as the client sees it, for URLs in answers: `https://shop.example/api/v1`, no slash at the end. */
  readonly baseUrl: string;
}

export interface WebResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** Request to response, without a framework. Null: the connection is broken off without an answer. */
export type WebHandler = (request: WebRequest) => Promise<WebResponse | null>;

export interface WebRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the mount, with `:name` for a parameter: `/khqr/status`. */
  readonly path: string;
  readonly handler: WebHandler;
}
