import { describe, expect, it } from '@jest/globals';
import { StatementMaker } from '../../../../lib/stores/postgres/postgres.statement.js';

describe('StatementMaker', () => {
  it('names a statement after its text: one name never means two', () => {
    const [a, b] = [new StatementMaker(), new StatementMaker()];
    expect(a.make('SELECT 1').name).toBe(b.make('SELECT 1').name);
    expect(a.make('SELECT 1').name).not.toBe(a.make('SELECT 2').name);
    expect(a.make('SELECT 1').name).toMatch(/^khqr_[0-9a-f]{24}$/);
  });

  it('names nothing any more once a pooler was found in between', () => {
    const maker = new StatementMaker();
    maker.giveUpNames();
    expect(maker.make('SELECT 1')).not.toHaveProperty('name');
  });

  it('hands over objects as JSON and nothing as null', () => {
    const { values } = new StatementMaker().make('', [{ a: 1 }, ['ក'], undefined, null, true, 5]);
    expect(values).toEqual(['{"a":1}', '["ក"]', null, null, true, 5]);
  });

  it('reads the same values whatever parsers the application has set', () => {
    const { types } = new StatementMaker().make('');
    const read = (type: number, text: string): unknown => types.getTypeParser(type)(text);
    expect([read(20, '1800000000123'), read(23, '-5'), read(16, 't'), read(16, 'f')]).toEqual([
      1_800_000_000_123,
      -5,
      true,
      false,
    ]);
    expect(read(114, '{"a":1}')).toBe('{"a":1}');
  });
});
