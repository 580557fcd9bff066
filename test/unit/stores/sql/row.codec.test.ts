import { describe, expect, it } from '@jest/globals';
import { RowCodec } from '../../../../lib/stores/sql/row.codec.js';

interface Sample {
  readonly id: string;
  readonly dueAt: number | null;
  readonly inDoubt: boolean;
  readonly details: Readonly<Record<string, unknown>> | null;
}

const codec = new RowCodec<Sample>({ id: 'key', dueAt: 'int', inDoubt: 'flag', details: 'json' });

describe('RowCodec', () => {
  it('names columns after fields', () => {
    expect(codec.names).toEqual(['id', 'due_at', 'in_doubt', 'details']);
    expect(codec.select('q', 'x_')).toBe(
      'q.id AS x_id, q.due_at AS x_due_at, q.in_doubt AS x_in_doubt, q.details AS x_details',
    );
  });

  it.each([
    ['as PostgreSQL has it', true],
    ['as SQLite has it', 1],
  ])('reads a row %s', (_, flag) => {
    const row = { id: 'a', due_at: 5, in_doubt: flag, details: '{"b":[1]}', more: 'ignored' };
    expect(codec.decode(row)).toEqual({ id: 'a', dueAt: 5, inDoubt: true, details: { b: [1] } });
  });

  it('has null for what is null or not there', () => {
    expect(codec.decode({ id: 'a', due_at: null, in_doubt: 0 })).toEqual({
      id: 'a',
      dueAt: null,
      inDoubt: false,
      details: null,
    });
  });

  it('writes only what it knows', () => {
    const record = { id: 'a', dueAt: 0, inDoubt: true, details: null, secret: 'x' };
    expect(codec.encode(record)).toEqual({ id: 'a', due_at: 0, in_doubt: true, details: null });
  });
});
