import { describe, expect, it } from 'vitest';
import { BinanceBench, depthUrl, diffText, snapshotText, topText } from './binance-venue.js';

const types = (events: readonly { type: string }[]): string[] => events.map((event) => event.type);

describe('the Binance rule that joins diffs to a snapshot', () => {
  it('buffers diffs before the snapshot and asks for one (1, 2)', () => {
    const bench = new BinanceBench();
    expect(types(bench.receive(diffText('AB', 5, 6, [['1.0', '1']])))).toEqual([
      'instrument',
      'status',
    ]);
    expect(bench.receive(diffText('AB', 7, 7))).toEqual([]);
    expect(bench.state('AB')).toBe('STALE awaiting-image');
    expect(bench.commands()).toEqual(['depth?symbol=AB&limit=1000 @0']);
    expect(bench.commands()).toEqual([]);
  });

  it('refuses a snapshot that ends before the first buffered diff begins, and fetches again (2)', () => {
    const bench = new BinanceBench();
    bench.receive(diffText('AB', 50, 51));
    bench.commands();
    bench.at(5e6);
    expect(bench.answer(depthUrl('AB'), snapshotText(48))).toEqual([]);
    expect(bench.state('AB')).toBe('STALE awaiting-image');
    // 1 s of back-off, jittered down to a half.
    expect(bench.commands()).toEqual(['depth?symbol=AB&limit=1000 @505']);
    bench.answer(depthUrl('AB'), snapshotText(49));
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('doubles the back-off with every useless snapshot', () => {
    const bench = new BinanceBench();
    bench.receive(diffText('AB', 50, 51));
    bench.commands();
    const delays = [1, 2, 3].map(() => {
      bench.answer(depthUrl('AB'), snapshotText(1));
      return bench.commands()[0];
    });
    expect(delays.map((text) => text!.split('@')[1])).toEqual(['500', '1000', '2000']);
  });

  it('asks again when an answer does not come', () => {
    const bench = new BinanceBench();
    bench.receive(diffText('AB', 50, 51));
    expect(bench.commands()).toHaveLength(1);
    bench.at(9e9);
    bench.normalizer.checkTimers();
    expect(bench.commands()).toEqual([]);
    bench.at(11e9);
    bench.normalizer.checkTimers();
    expect(bench.commands()).toHaveLength(1);
  });

  it('drops buffered diffs that the snapshot contains, applies the one that spans it, then the rest (3, 4, 5)', () => {
    const bench = new BinanceBench();
    bench.receive(diffText('AB', 5, 9, [['10.00', '9']]));
    bench.receive(diffText('AB', 10, 14, [['10.00', '5']], [['11.00', '0']]));
    bench.receive(diffText('AB', 15, 15, [], [['12.00', '3']]));
    const events = bench.answer(depthUrl('AB'), snapshotText(12));
    expect(types(events)).toEqual([
      'image-begin',
      'level',
      'level',
      'image-end',
      'level',
      'level',
      'level',
    ]);
    expect(events.map((event) => event.last)).toEqual([
      false,
      false,
      false,
      true,
      false,
      true,
      true,
    ]);
    expect(events.map((event) => event.sequence)).toEqual([12, 12, 12, 12, 14, 14, 15]);
    expect(bench.book('AB')).toBe('10x5|12x3');
  });

  it('takes U = L + 1 as the first diff (4)', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(diffText('AB', 101, 103, [['9.00', '4']]));
    expect(bench.book('AB')).toBe('10x1 9x4|11x2');
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('sees a gap right behind the snapshot (4)', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(diffText('AB', 102, 103));
    expect(bench.state('AB')).toBe('STALE sequence-gap');
  });

  it('ignores a diff that the book contains (5)', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(diffText('AB', 101, 105, [['9.00', '4']]));
    expect(bench.receive(diffText('AB', 103, 105, [['9.00', '7']]))).toEqual([]);
    expect(bench.receive(diffText('AB', 101, 104, [['9.00', '7']]), 'another')).toEqual([]);
    // One more was buffered before the snapshot that contains it.
    expect(bench.normalizer.bookOf('AB')!.oldDiffCount).toBe(2 + 1);
    expect(bench.book('AB')).toBe('10x1 9x4|11x2');
  });

  it('says STALE at once on a gap, in one message, and is LIVE again with the next snapshot (5)', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    const events = bench.receive(diffText('AB', 105, 106, [['9.00', '4']]));
    expect(events).toMatchObject([
      { type: 'status', state: 'STALE', reason: 'sequence-gap', last: true, sequence: 100 },
    ]);
    expect(bench.commands()).toHaveLength(1);
    bench.receive(diffText('AB', 107, 108, [], [['12.00', '1']]));
    // A snapshot from before the hole does not help.
    expect(bench.answer(depthUrl('AB'), snapshotText(103))).toEqual([]);
    bench.answer(depthUrl('AB'), snapshotText(106));
    expect(bench.state('AB')).toBe('LIVE');
    expect(bench.book('AB')).toBe('10x1|11x2 12x1');
    expect(bench.normalizer.summary().gaps).toBe(1);
  });

  it('applies a diff that begins inside the book and ends beyond it, because quantities are absolute (6)', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(diffText('AB', 99, 102, [['10.00', '8']]));
    expect(bench.book('AB')).toBe('10x8|11x2');
    bench.receive(diffText('AB', 103, 103, [['10.00', '0']]));
    expect(bench.book('AB')).toBe('|11x2');
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('removes levels that it never had without a word (6)', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(diffText('AB', 101, 101, [['3.00', '0.0000']]));
    expect(bench.state('AB')).toBe('LIVE');
    expect(bench.book('AB')).toBe('10x1|11x2');
  });

  it('carries the id of an empty diff, so that the next one joins on', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    expect(bench.receive(diffText('AB', 101, 104))).toMatchObject([
      { type: 'message-end', sequence: 104, last: true, venueNs: 1_600_000_000_123_000_000n },
    ]);
    bench.receive(diffText('AB', 105, 105, [['9.00', '4']]));
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('leaves every other symbol alone', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.live('CD');
    bench.receive(diffText('AB', 200, 200));
    expect(bench.state('AB')).toBe('STALE sequence-gap');
    expect(bench.state('CD')).toBe('LIVE');
    bench.receive(diffText('CD', 101, 101, [['9.00', '1']]));
    expect(bench.book('CD')).toBe('10x1 9x1|11x2');
  });

  it('ignores a snapshot of a book that is complete', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    expect(bench.answer(depthUrl('AB'), snapshotText(150, [['1.00', '1']]))).toEqual([]);
    expect(bench.normalizer.bookOf('AB')!.unneededSnapshotCount).toBe(1);
  });

  it('forgets what was buffered before a hole, since no snapshot could join the two', () => {
    const bench = new BinanceBench();
    bench.receive(diffText('AB', 1, 5));
    bench.receive(diffText('AB', 9, 9, [['9.00', '1']]));
    expect(bench.answer(depthUrl('AB'), snapshotText(5))).toEqual([]);
    bench.answer(depthUrl('AB'), snapshotText(8));
    expect(bench.state('AB')).toBe('LIVE');
    expect(bench.book('AB')).toBe('10x1 9x1|11x2');
  });

  it('drops the oldest buffered diffs when the buffer is full, and wants a newer snapshot then', () => {
    const bench = new BinanceBench({ bufferedDiffsPerSymbol: 2 });
    for (let id = 1; id <= 4; id++) bench.receive(diffText('AB', id, id));
    const { sync } = bench.normalizer.bookOf('AB')!;
    expect([sync.bufferedCount, sync.overflowCount]).toEqual([2, 2]);
    expect(bench.answer(depthUrl('AB'), snapshotText(1))).toEqual([]);
    bench.answer(depthUrl('AB'), snapshotText(2));
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('bounds what all symbols buffer together', () => {
    const bench = new BinanceBench({ bufferedBytes: 1000 });
    for (let id = 1; id <= 50; id++) {
      bench.receive(diffText('AB', id, id));
      bench.receive(diffText('CD', id, id));
    }
    const buffered = ['AB', 'CD'].map(
      (symbol) => bench.normalizer.bookOf(symbol)!.sync.bufferedCount,
    );
    expect(buffered[0]! + buffered[1]!).toBeLessThanOrEqual(1000 / diffText('AB', 1, 1).length);
  });
});

describe('a lost Binance connection', () => {
  it('makes its books STALE and resumes them when the next diff joins on', () => {
    const bench = new BinanceBench();
    bench.normalizer.connected('ws', 'wss://stream.binance.com/stream');
    bench.live('AB');
    bench.normalizer.connected('ws', 'wss://stream.binance.com/stream');
    expect(bench.collect()).toMatchObject([
      { type: 'status', state: 'STALE', reason: 'disconnected' },
    ]);
    const events = bench.receive(diffText('AB', 101, 101, [['9.00', '4']]));
    expect(types(events)).toEqual(['status', 'level']);
    expect(bench.state('AB')).toBe('LIVE');
    expect(bench.book('AB')).toBe('10x1 9x4|11x2');
  });

  it('resyncs when updates were missed meanwhile', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.normalizer.disconnected('ws');
    bench.collect();
    bench.receive(diffText('AB', 140, 141));
    expect(bench.state('AB')).toBe('STALE sequence-gap');
    bench.answer(depthUrl('AB'), snapshotText(141));
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('does not touch symbols of other connections', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(diffText('CD', 1, 1), 'other');
    bench.answer(depthUrl('CD'), snapshotText(1));
    bench.normalizer.disconnected('ws');
    bench.collect();
    expect([bench.state('AB'), bench.state('CD')]).toEqual(['STALE disconnected', 'LIVE']);
  });
});

describe('a Binance bookTicker', () => {
  it('is held and compared behind the diff that ends at its id, ending that message', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    expect(bench.receive(topText('AB', 103, ['10.50', '3'], ['11.00', '2']))).toEqual([]);
    const events = bench.receive(diffText('AB', 101, 103, [['10.50', '3']]));
    expect(events.map(({ type, last, sequence }) => [type, last, sequence])).toEqual([
      ['level', false, 103],
      ['verify', true, 103],
    ]);
    expect(bench.applier.bySymbol('AB')).toMatchObject({ verified: 1, verifyFailures: 0 });
  });

  it('shows a book that is wrong', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(topText('AB', 101, ['10.00', '7'], ['11.00', '2']));
    bench.receive(diffText('AB', 101, 101));
    expect(bench.applier.bySymbol('AB')).toMatchObject({ verified: 0, verifyFailures: 1 });
  });

  it('is unverifiable when the book passes it, or the feed ends', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(topText('AB', 102, ['10.00', '1'], ['11.00', '2']));
    bench.receive(topText('AB', 100, ['10.00', '1'], ['11.00', '2']));
    bench.receive(topText('AB', 900, ['10.00', '1'], ['11.00', '2']));
    expect(
      bench.receive(diffText('AB', 101, 103, [['9.00', '1']])).map((event) => event.type),
    ).toEqual(['level']);
    expect(bench.normalizer.summary().unverifiable).toBe(2);
    bench.normalizer.finish();
    expect(bench.normalizer.summary().unverifiable).toBe(3);
  });

  it('is not compared with a snapshot of the same id', () => {
    const bench = new BinanceBench();
    bench.receive(diffText('AB', 100, 100));
    bench.receive(topText('AB', 100, ['10.00', '1'], ['11.00', '2']));
    const events = bench.answer(depthUrl('AB'), snapshotText(100));
    expect(types(events)).not.toContain('verify');
    expect(bench.normalizer.summary().unverifiable).toBe(1);
  });

  it('is compared at once when it comes behind its diff', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(diffText('AB', 101, 101, [['10.00', '4']]));
    bench.receive(topText('AB', 101, ['10.00', '4'], ['11.00', '2']));
    expect(bench.applier.bySymbol('AB')).toMatchObject({ verified: 1 });
  });

  it('tells an empty side by a quantity of zero', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    bench.receive(topText('AB', 101, ['0.00', '0.0'], ['11.00', '2']));
    bench.receive(diffText('AB', 101, 101, [['10.00', '0']]));
    expect(bench.applier.bySymbol('AB')).toMatchObject({ verified: 1, verifyFailures: 0 });
  });

  it('is held in bounded number', () => {
    const bench = new BinanceBench({ heldTopsPerSymbol: 3 });
    bench.live('AB');
    for (let id = 101; id <= 110; id++)
      bench.receive(topText('AB', id, ['10.00', '1'], ['11.00', '2']));
    expect(bench.normalizer.summary().unverifiable).toBe(7);
  });
});
