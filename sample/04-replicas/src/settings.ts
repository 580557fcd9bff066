/** What the person who starts the sample has to change; its message is all that is shown. */
export class SettingsError extends Error {}

/** A server on this machine that trusts its neighbours, as its own Docker image does when told so. */
const DATABASE_URL = 'postgres://postgres@127.0.0.1:5432/postgres';

export interface Settings {
  readonly databaseUrl: string;
  /** Of the first web process; the second has the next one. 0: any free ones. */
  readonly port: number;
  readonly sandboxPort: number;
}

export function readSettings(env: NodeJS.ProcessEnv): Settings {
  return {
    databaseUrl: databaseUrl(env),
    port: portOf(env, 'PORT', 3001),
    sandboxPort: portOf(env, 'SANDBOX_PORT', 4010),
  };
}

export function databaseUrl(env: NodeJS.ProcessEnv): string {
  const text = env['DATABASE_URL'] ?? DATABASE_URL;
  if (/^postgres(ql)?:/.test(text) && URL.canParse(text)) return text;
  throw new SettingsError('DATABASE_URL must look like postgres://user:password@host:5432/name.');
}

export function portOf(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const text = env[name] ?? String(otherwise);
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_534) return Number(text);
  throw new SettingsError(`${name} must be a port from 0 to 65534, got '${text}'.`);
}
