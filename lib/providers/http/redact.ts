const MASK = '[redacted]';
/** No more of a foreign text is looked at: what takes its markup out needs the square of its length. */
const MOST_READ = 2048;

/** Takes a secret out of a text that somebody else wrote: as it is, and as it stands in a URL. */
export function redact(text: string, secret: string | undefined): string {
  if (secret === undefined || secret === '') return text;
  const plain = text.includes(secret) ? text.replaceAll(secret, MASK) : text;
  // Every answer passes here: the second form is looked for only where there can be one.
  return plain.includes('%') ? plain.replaceAll(encodeURIComponent(secret), MASK) : plain;
}

/** A foreign text made fit for a log line: one line, no control characters, no markup, no query values, at most `limit` characters. */
export function excerpt(text: string, secret: string | undefined, limit = 160): string {
  const whole = redact(text, secret);
  const line = whole
    .slice(0, MOST_READ)
    .replace(/<(script|style)\b[^]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    // An address that the server repeats may carry somebody's account or token.
    .replace(/([?&][\w.~%[\]-]+)=[^&\s"']*/g, '$1=…')
    // eslint-disable-next-line no-control-regex -- these are what is taken out
    .replace(/[\u0000-\u0020\u007f-\u00a0\u2028\u2029]+/g, ' ')
    .trim();
  // Markup or line breaks inside it may have hidden the secret from the first pass.
  const hidden = redact(line, secret);
  // And the cut may have left a part of it at the end.
  const clean =
    whole.length > MOST_READ ? hidden.slice(0, -(secret?.length ?? 0) || undefined) : hidden;
  return clean.length > limit ? `${clean.slice(0, limit)}…` : clean;
}
