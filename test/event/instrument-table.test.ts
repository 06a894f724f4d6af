import { describe, expect, it } from 'vitest';
import {
  InstrumentTable,
  SYMBOL_BYTES_LIMIT,
  VENUE_BYTES_LIMIT,
} from '../../src/event/instrument-table.js';
import { InstrumentRegistry } from '../../src/feed/instrument-registry.js';
import type { Instrument } from '../../src/market/instrument.js';
import { REASON, STATE } from '../../src/market/state.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';

const instrument = (row: number, changes: Partial<Instrument> = {}): Instrument => ({
  id: asInstrumentId(row),
  venue: 'itch',
  symbol: 'ÅBC',
  priceScale: 4,
  quantityScale: 0,
  tickSize: asTicks(100),
  lotSize: asLots(1),
  depthLimit: 25,
  ...changes,
});

describe('the instrument table', () => {
  it('gives back every row that was written, by another view of the memory', () => {
    const buffer = InstrumentTable.allocate(4, 1);
    const rows = [
      instrument(0),
      instrument(3, {
        venue: 'v'.repeat(VENUE_BYTES_LIMIT),
        symbol: 's'.repeat(SYMBOL_BYTES_LIMIT),
        tickSize: asTicks(2 ** 53 - 1),
      }),
    ];
    for (const row of rows) new InstrumentTable(buffer).write(row);
    expect(new InstrumentTable(buffer).readAll()).toEqual(rows);
    expect(new InstrumentTable(buffer).read(asInstrumentId(1))).toBeUndefined();
    expect(new InstrumentTable(buffer).read(asInstrumentId(4))).toBeUndefined();
  });

  it('counts the versions of a row and forgets a longer name before it', () => {
    const table = new InstrumentTable(InstrumentTable.allocate(1, 1));
    expect(table.version(asInstrumentId(0))).toBe(0);
    table.write(instrument(0, { symbol: 'LONGNAME' }));
    table.write(instrument(0, { symbol: 'SHORT' }));
    expect(table.version(asInstrumentId(0))).toBe(2);
    expect(table.read(asInstrumentId(0))?.symbol).toBe('SHORT');
  });

  it('refuses what does not fit, naming the limit', () => {
    const table = new InstrumentTable(InstrumentTable.allocate(1, 1));
    expect(() => table.write(instrument(1))).toThrow(/rings\.instrumentLimit 1/);
    expect(() =>
      table.write(instrument(0, { symbol: 'x'.repeat(SYMBOL_BYTES_LIMIT + 1) })),
    ).toThrow(/symbol/);
    expect(() => table.write(instrument(0, { venue: 'x'.repeat(VENUE_BYTES_LIMIT + 1) }))).toThrow(
      /venue/,
    );
  });

  it('knows the feed whose row it is', () => {
    const buffer = InstrumentTable.allocate(16, 3);
    const feeds = [0, 1, 2].map(
      (feed) => new InstrumentRegistry(new InstrumentTable(buffer), feed),
    );
    const table = new InstrumentTable(buffer);
    for (const symbol of ['A', 'B']) {
      feeds.forEach((registry, feed) => {
        const definition = instrument(0, { symbol: `${symbol}${feed}` });
        expect(table.feedOf(registry.register(definition))).toBe(feed);
      });
    }
  });

  it('puts an instrument into the same lane whatever its row', () => {
    const table = new InstrumentTable(InstrumentTable.allocate(8, 1));
    table.write(instrument(0));
    table.write(instrument(5));
    expect(table.laneOf(asInstrumentId(0), 3)).toBe(table.laneOf(asInstrumentId(5), 3));
  });

  it('never repeats an epoch and keeps state and reason through a rewrite', () => {
    const table = new InstrumentTable(InstrumentTable.allocate(1, 1));
    const id = asInstrumentId(0);
    table.write(instrument(0));
    expect([table.nextEpoch(id), table.nextEpoch(id)]).toEqual([1, 2]);
    table.setState(id, STATE.STALE, REASON.LANE_RESTARTED);
    table.write(instrument(0));
    expect([table.state(id), table.reason(id), table.epoch(id)]).toEqual([
      STATE.STALE,
      REASON.LANE_RESTARTED,
      2,
    ]);
  });
});
