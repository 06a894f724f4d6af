import { describe, expect, it } from 'vitest';
import { moldSettings } from '../../../src/feed/normalize/itch/mold/settings.js';
import { SoupClient } from '../../../src/feed/normalize/itch/soup/soup-client.js';
import { soupSettings } from '../../../src/feed/normalize/itch/soup/settings.js';
import { ITCH_MOLD } from '../../../src/feed/normalize/itch/venue.js';
import { REASON } from '../../../src/market/state.js';
import { asInstrumentId } from '../../../src/market/units.js';
import { NasdaqBench } from './nasdaq-bench.js';

const LINES = ['A=239.1.1.1:26400', 'B=239.1.1.2:26401'];

function start(options: Record<string, string> = { glimpse: '127.0.0.1:2' }): NasdaqBench {
  const bench = new NasdaqBench(
    (deps) =>
      ITCH_MOLD.make({ ...deps, wants: { symbols: LINES, lines: 1, lineHoldNs: 0 }, options }),
    ['A', 'B'],
    3,
  );
  for (const packet of bench.packets()) bench.receive('A', packet);
  for (let i = 0; i < 40; i++) bench.receive('A', bench.packet(5));
  bench.takeStale();
  return bench;
}

describe('ITCH books that were lost', () => {
  it('are STALE at once and LIVE with an image, and nothing of what came meanwhile is missing', () => {
    const bench = start();
    bench.packet(3);
    bench.receive('A', bench.packet(2));
    bench.receive('B', bench.packet(2));
    expect(bench.areLive).toBe(true);
    bench.pass(3e9);
    expect(bench.wasStale.size).toBe(3);
    expect(bench.notes.at(-1)).toMatch(/are lost: too-late/);
    expect(bench.counts).toMatchObject({ images: 1, lostMessages: 3, waitingMessages: 0 });
    bench.receive('A', bench.packet(4));
    expect([bench.areLive, bench.areRight]).toEqual([true, true]);
  });

  it('are not rebuilt by an image that was made before what is missing', () => {
    const bench = start();
    bench.glimpse.kept = bench.glimpse.image();
    bench.packet(3);
    bench.receive('A', bench.packet(2));
    bench.receive('B', bench.packet(2));
    bench.pass(4e9);
    expect(bench.notes.at(-1)).toMatch(/an image of before message \d+ is too old/);
    expect(bench.counts).toMatchObject({ images: 1, uselessImages: 1 });
    expect([bench.areLive, bench.areRight]).toEqual([true, true]);
  });

  it('stay STALE without images, and the feed says why', () => {
    const bench = start({});
    bench.packet(3);
    bench.receive('A', bench.packet(2));
    bench.receive('B', bench.packet(2));
    bench.pass(5e9);
    expect(bench.market.symbols.map((symbol) => bench.stateOf(symbol))).toEqual(
      Array.from({ length: 3 }, () => 'STALE sequence-gap'),
    );
  });

  it('are rebuilt one by one, and no other is touched', () => {
    const bench = start();
    bench.normalizer.resync(asInstrumentId(1), REASON.CROSSED_BOOK);
    bench.receive('A', bench.packet(3));
    bench.pass(1e9);
    expect([...bench.wasStale]).toEqual([bench.register.definitions[1]!.symbol]);
    expect([bench.areLive, bench.areRight, bench.counts['images']]).toEqual([true, true, 1]);
  });

  it('wait for the lines where the image is ahead of them', () => {
    const bench = start();
    // Sent, but not here yet when the image is made.
    const late = bench.packet(6);
    bench.normalizer.resync(asInstrumentId(0), REASON.CROSSED_BOOK);
    bench.receive('B', new Uint8Array(0));
    const symbol = bench.register.definitions[0]!.symbol;
    expect(bench.stateOf(symbol)).toMatch(/^RESYNCING/);
    bench.receive('A', late);
    expect([bench.areLive, bench.areRight]).toEqual([true, true]);
    bench.receive('A', bench.packet(6));
    expect([bench.areLive, bench.areRight]).toEqual([true, true]);
  });

  it('are forgotten with their session', () => {
    const bench = start();
    bench.market.restart();
    for (const packet of bench.packets()) for (let i = 0; i < 3; i++) bench.receive('A', packet);
    for (let i = 0; i < 10; i++) bench.receive('A', bench.packet(5));
    bench.pass(1e9);
    expect(bench.counts['sessions']).toBe(2);
    expect([bench.areLive, bench.areRight]).toEqual([true, true]);
  });
});

describe('the text of a NASDAQ source', () => {
  const mold = (lines: readonly string[], options: Record<string, string> = {}) =>
    moldSettings('itch-mold', lines, options, { SECRET: 'hunter2', LONG: '12345678901' });
  const soup = (addresses: readonly string[], options: Record<string, string> = {}) =>
    soupSettings('itch-soup', addresses, options, { SECRET: 'hunter2' });

  it('becomes addresses, limits and a login whose password comes from the environment', () => {
    const settings = mold(LINES, {
      request: '10.0.0.7:26410',
      glimpse: '10.0.0.8:26500',
      interface: '10.0.0.2',
      user: 'me',
      passwordFrom: 'SECRET',
      gapHoldMs: '50',
      date: '2026-11-20',
    });
    expect(settings.lines).toEqual([
      { name: 'A', address: 'udp://239.1.1.1:26400?interface=10.0.0.2' },
      { name: 'B', address: 'udp://239.1.1.2:26401?interface=10.0.0.2' },
    ]);
    expect(settings.request).toBe('udp-peer://10.0.0.7:26410');
    expect(settings.glimpse).toEqual({
      address: 'tcp://10.0.0.8:26500',
      login: { user: 'me', password: 'hunter2' },
    });
    expect(settings.limits.gapHoldNs).toBe(50e6);
    expect(settings.midnightSeconds).toBe(Date.UTC(2026, 10, 20, 5) / 1000);
  });

  it.each([
    [() => mold([]), /lines \(none\): expected A, then B/],
    [() => mold(['B=239.1.1.1:1']), /expected A, then B/],
    [() => mold(['239.1.1.1:1']), /line "239.1.1.1:1": expected A=GROUP:PORT/],
    [() => mold(['A=239.1.1.1']), /line A "239.1.1.1": expected HOST:PORT/],
    [() => mold(['A=239.1.1.1:70000']), /expected HOST:PORT/],
    [() => mold(LINES, { gapHoldMs: 'soon' }), /gapHoldMs "soon": expected milliseconds/],
    [() => mold(LINES, { date: '2026-02-30' }), /date "2026-02-30": expected a calendar date/],
    [
      () => mold(LINES, { glimpse: 'h:1', passwordFrom: 'NONE' }),
      /the environment variable NONE is not set/,
    ],
    [
      () => mold(LINES, { glimpse: 'h:1', passwordFrom: 'LONG' }),
      /^password: SoupBinTCP takes at most 10/,
    ],
    [() => soup([]), /expected one HOST:PORT/],
    [() => soup(['h:1', 'h:2']), /expected one HOST:PORT/],
    [() => soup(['h:1'], { user: 'toolong' }), /user "toolong": SoupBinTCP takes at most 6/],
    [() => soup(['h:1'], { session: 'a b' }), /session "a b": expected at most 10 letters/],
  ])('is refused with the way out: %#', (make, message) => {
    expect(make).toThrow(message);
    try {
      make();
    } catch (error) {
      expect(String(error)).not.toContain('12345678901');
    }
  });

  it('keeps the password out of what a recording shows of the login', () => {
    const said: [Uint8Array, Uint8Array | undefined][] = [];
    const { login, limits } = soup(['h:1'], { user: 'me', passwordFrom: 'SECRET' });
    const news = {
      accepted: () => {},
      rejected: () => {},
      message: () => {},
      ended: () => {},
      broken: () => {},
    };
    const client = new SoupClient(
      login,
      limits,
      (...bytes) => said.push([bytes[0], bytes[1]]),
      news,
    );
    client.connected('SIM0000001', 17, 0);
    const [bytes, recorded] = said[0]!.map((each) => Buffer.from(each!).toString('latin1'));
    expect(bytes).toContain('hunter2');
    expect(recorded).toBe(bytes!.replace('hunter2', '       '));
  });
});
