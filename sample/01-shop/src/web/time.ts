const FORMAT = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Asia/Phnom_Penh',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** `25 Nov, 10:05:22`, in Phnom Penh whatever the server's zone is. */
export function showTime(at: Date | number): string {
  return FORMAT.format(at);
}
