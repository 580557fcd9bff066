const MASK = '[redacted]';

/** Takes a secret out of a text that somebody else wrote: as it is, and as it stands in a URL. */
export function redact(text: string, secret: string | undefined): string {
  if (secret === undefined || secret === '') return text;
  const plain = text.includes(secret) ? text.replaceAll(secret, MASK) : text;
  // Every answer passes here: the second form is looked for only where there can be one.
  return plain.includes('%') ? plain.replaceAll(encodeURIComponent(secret), MASK) : plain;
}

/** A foreign text made fit for a log line: one line, no control characters, no markup, no query values, at most `limit` characters. */
export function excerpt(text: string, secret: string | undefined, limit = 160): string {
  const line = redact(text, secret)
    .replace(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    // An address that the server repeats may carry somebody's account or token.
    .replace(/([?&][\w.~%[\]-]+)=[^&\s"']*/g, '$1=…')
    // eslint-disable-next-line no-control-regex -- these are what is taken out
    .replace(/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]+/g, ' ')
    .trim();
  // Markup or line breaks inside it may have hidden the secret from the first pass.
  const clean = redact(line, secret);
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean;
}
