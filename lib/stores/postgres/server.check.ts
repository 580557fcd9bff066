import { KhqrConfigurationError } from '../../errors/khqr-configuration.error.js';
import type { PostgresConnection } from './postgres.connection.js';

/** The oldest that PostgreSQL's own project still mends. */
const OLDEST = 13;

/** Whether the server can keep the store's promises. @throws KhqrConfigurationError */
export async function checkServer(
  connection: PostgresConnection,
  where: string,
  warn: (message: string) => void,
): Promise<void> {
  const [server] =
    await connection.query(`SELECT current_setting('server_version_num')::int / 10000 AS version,
    current_setting('transaction_read_only') AS read_only, current_setting('server_encoding') AS encoding,
    current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit`);
  if (!server) return;
  if (Number(server.version) < OLDEST) {
    throw new KhqrConfigurationError(
      `${where} is version ${Number(server.version)}; the store needs ${OLDEST} or later.`,
      ['Use a newer PostgreSQL.'],
    );
  }
  if (server.read_only === 'on') {
    throw new KhqrConfigurationError(`${where} cannot be written: it is a standby, or read-only.`, [
      'Connect to the primary server.',
    ]);
  }
  if (server.encoding !== 'UTF8') {
    throw new KhqrConfigurationError(
      `${where} has the encoding ${String(server.encoding)}, which has no Khmer letters.`,
      ["Create a database with ENCODING 'UTF8'."],
    );
  }
  if (server.fsync === 'off' || server.commit === 'off') {
    warn(
      `${where} has fsync or synchronous_commit switched off: a crash of the server loses payments that were acknowledged.`,
    );
  }
}
