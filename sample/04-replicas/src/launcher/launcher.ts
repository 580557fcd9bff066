import { startSandbox } from 'nestjs-khqr/sandbox';
import { readSettings } from '../settings.js';
import { checkPostgres } from './postgres.check.js';
import { ReplicaProcess } from './replica.process.js';

/** Starts a bank and all three processes; Ctrl-C ends them. */
export async function launch(): Promise<void> {
  const { databaseUrl, port, sandboxPort } = readSettings(process.env);
  await checkPostgres(databaseUrl);
  const sandbox = await startSandbox({ port: sandboxPort });
  const env = {
    DATABASE_URL: databaseUrl,
    APIKHQR_URL: sandbox.baseUrls.apikhqr,
    APIKHQR_KEY: sandbox.apiKey,
  };
  const second = port === 0 ? 0 : port + 1;
  const replicas = [
    new ReplicaProcess('web-1', 'web', { ...env, PORT: String(port) }),
    new ReplicaProcess('web-2', 'web', { ...env, PORT: String(second) }),
    new ReplicaProcess('tracker', 'tracker', env),
  ];
  let ending: Promise<unknown> | undefined;
  const end = (): Promise<unknown> =>
    (ending ??= Promise.all(replicas.map((replica) => replica.stop())).then(() => sandbox.close()));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
  console.log(`bank     | pay at ${sandbox.url}`);
  try {
    await Promise.all(replicas.map((replica) => replica.start()));
  } catch (error) {
    const asked = ending !== undefined;
    await end();
    if (!asked) throw error;
  }
}
