/** Whether it is a host with or without a port, and nothing that would lead a URL elsewhere. */
export function isHost(text: string): boolean {
  return /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(text);
}
