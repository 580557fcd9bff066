import { describe, expect, it } from '@jest/globals';
import { acknowledgementSql } from '../../../../lib/stores/sql/acknowledgement.js';
import { postgresDialect } from '../../../../lib/stores/sql/postgres.dialect.js';
import { sqliteDialect } from '../../../../lib/stores/sql/sqlite.dialect.js';

describe('acknowledgementSql', () => {
  it('is one INSERT, with the schema', () => {
    expect(acknowledgementSql(postgresDialect('shop'), 'p-1_A.paid:Orders.ship')).toBe(
      `INSERT INTO "shop".khqr_acknowledgements (delivery_id) VALUES ('p-1_A.paid:Orders.ship')`,
    );
    expect(acknowledgementSql(sqliteDialect(), 'a.paid:b')).toBe(
      "INSERT INTO khqr_acknowledgements (delivery_id) VALUES ('a.paid:b')",
    );
  });

  it.each(["it's", 'a?', '$1', ':name b', '%s', 'a;b', 'a\\b', '{{x}}', 'ហាង', 'a\nb', '--'])(
    'shows no query builder anything of the handler id %j',
    (handler) => {
      for (const dialect of [postgresDialect(), sqliteDialect()]) {
        const sql = acknowledgementSql(dialect, `p.paid:${handler}`);
        expect(sql).toMatch(/^INSERT INTO \S+ \(delivery_id\) VALUES \([\w(), ']+\)$/);
      }
    },
  );
});
