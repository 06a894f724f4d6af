import { describe, expect, it } from 'vitest';
import { BookWatch } from '../../src/feed/book-watch.js';
import { REASON, STATE, type BookState, type StateReason } from '../../src/market/state.js';
import { asInstrumentId } from '../../src/market/units.js';

const ID = asInstrumentId(0);
const OTHER = asInstrumentId(1);
const S = 1e9;

class Table {
  readonly rows: [BookState, StateReason][] = [
    [STATE.LIVE, REASON.NONE],
    [STATE.LIVE, REASON.NONE],
  ];
  state = (id: number): BookState => this.rows[id]![0];
  reason = (id: number): StateReason => this.rows[id]![1];
}

function makeWatch(): { table: Table; asked: string[]; lookAt: (ns: number) => void } {
  const table = new Table();
  const watch = new BookWatch(table, {
    crossedGraceNs: 2 * S,
    repeatNs: 10 * S,
    repeatNsMax: 30 * S,
  });
  const asked: string[] = [];
  const lookAt = (ns: number): void =>
    watch.look([ID, OTHER], ns, (id, reason) => asked.push(`${id} ${reason} at ${ns / S}`));
  return { table, asked, lookAt };
}

describe('the watch over the books of a live feed', () => {
  it('asks for a book whose check failed, once, and again when it stays wrong', () => {
    const { table, asked, lookAt } = makeWatch();
    lookAt(0);
    table.rows[0] = [STATE.STALE, REASON.VERIFY_FAILED];
    for (const s of [1, 2, 10.9, 11, 12]) lookAt(s * S);
    expect(asked).toEqual([`0 ${REASON.VERIFY_FAILED} at 1`, `0 ${REASON.VERIFY_FAILED} at 11`]);
  });

  it('asks for a book that a change contradicts, each time later, up to a bound', () => {
    const { table, asked, lookAt } = makeWatch();
    table.rows[0] = [STATE.STALE, REASON.VALUE_REFUSED];
    for (let s = 0; s <= 100; s++) lookAt(s * S);
    const at = [0, 10, 30, 60, 90];
    expect(asked).toEqual(at.map((s) => `0 ${REASON.VALUE_REFUSED} at ${s}`));
  });

  it('asks at once for a book that fails again after it was right', () => {
    const { table, asked, lookAt } = makeWatch();
    table.rows[0] = [STATE.STALE, REASON.VERIFY_FAILED];
    lookAt(1 * S);
    table.rows[0] = [STATE.LIVE, REASON.NONE];
    lookAt(2 * S);
    table.rows[0] = [STATE.STALE, REASON.VERIFY_FAILED];
    lookAt(3 * S);
    expect(asked).toHaveLength(2);
  });

  it('lets a book rest crossed for the grace period, counted anew each time', () => {
    const { table, asked, lookAt } = makeWatch();
    table.rows[1] = [STATE.CROSSED, REASON.CROSSED_BOOK];
    lookAt(0);
    lookAt(1.9 * S);
    table.rows[1] = [STATE.LIVE, REASON.NONE];
    lookAt(2 * S);
    table.rows[1] = [STATE.CROSSED, REASON.CROSSED_BOOK];
    lookAt(3 * S);
    lookAt(5 * S);
    expect(asked).toEqual([]);
    lookAt(5.1 * S);
    expect(asked).toEqual([`1 ${REASON.CROSSED_BOOK} at 5.1`]);
  });

  it('leaves books alone that are STALE for what the feed itself has found', () => {
    const { table, asked, lookAt } = makeWatch();
    table.rows[0] = [STATE.STALE, REASON.SEQUENCE_GAP];
    for (const s of [0, 20, 40]) lookAt(s * S);
    expect(asked).toEqual([]);
  });
});
