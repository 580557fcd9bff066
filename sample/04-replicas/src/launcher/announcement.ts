/** Tells whoever watches the output, and the launcher where there is one, that this process is up. */
export function announce(text: string): void {
  console.log(text);
  process.send?.('up');
}

/** Whoever killed the launcher meant its processes too. */
export function endWithLauncher(): void {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
