import { describe, expect, it } from 'vitest';
import { DERIBIT } from '../../../src/feed/normalize/deribit/venue.js';
import { DeribitBench } from './deribit-bench.js';
import { bookText, notification, tradeText } from './deribit-venue.js';

const PERP = 'BTC-PERPETUAL';
const OPTION = 'ETH-25DEC26-2800-C';

const methods = (bench: DeribitBench): string[] => bench.venue.requests.map((each) => each.method);

/** Both instruments with a level on each side. */
function live(options: ConstructorParameters<typeof DeribitBench>[0] = {}): DeribitBench {
  const bench = new DeribitBench(options);
  const first = [
    bench.venue.change(PERP, [
      ['bid', '50000.0', '10'],
      ['ask', '50000.5', '20'],
    ]),
    bench.venue.change(OPTION, [
      ['bid', '0.0015', '3'],
      ['ask', '0.002', '4'],
    ]),
  ];
  for (const connection of bench.connections) {
    for (const text of first) bench.receive(text, connection);
  }
  return bench;
}

describe('a Deribit session', () => {
  it('asks for the list, a heartbeat, the platform, and both channels of every instrument', () => {
    const bench = new DeribitBench();
    expect(methods(bench)).toEqual([
      'public/set_heartbeat',
      'public/subscribe',
      'public/subscribe',
    ]);
    expect(bench.venue.requests[2]!.params.channels).toEqual([
      `book.${PERP}.100ms`,
      `trades.${PERP}.100ms`,
      `book.${OPTION}.100ms`,
      `trades.${OPTION}.100ms`,
    ]);
    expect([bench.state(PERP), bench.state(OPTION)]).toEqual(['LIVE', 'LIVE']);
    expect(bench.recorder.definitions).toMatchObject([
      { symbol: PERP, priceScale: 1, tickSize: 5, quantityScale: 0, lotSize: 10 },
      { symbol: OPTION, priceScale: 4, tickSize: 1, quantityScale: 0, lotSize: 1 },
    ]);
  });

  it('answers a test request, and only that', () => {
    const bench = new DeribitBench();
    bench.venue.requests.length = 0;
    bench.receive('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"heartbeat"}}');
    bench.receive('{"jsonrpc":"2.0","method":"heartbeat","params":{"type":"test_request"}}');
    expect(methods(bench)).toEqual(['public/test']);
  });

  it('signs in for raw channels, the secret by its name only', () => {
    const bench = new DeribitBench({ options: { interval: 'raw', 'client-id': 'me' } });
    const [, auth, , subscribe] = bench.venue.requests;
    expect(auth).toMatchObject({
      method: 'public/auth',
      params: {
        grant_type: 'client_credentials',
        client_id: 'me',
        client_secret: '{client-secret}',
      },
    });
    expect(subscribe!.params.channels![0]).toBe(`book.${PERP}.raw`);
  });

  it('goes on with 100ms when raw is refused to those without a key', () => {
    const bench = new DeribitBench({ options: { interval: 'raw' } });
    const { id } = bench.venue.requests[2] as { id: number };
    // Asked anew, so that the refusal has an open request.
    bench.normalizer.disconnected('A1');
    bench.normalizer.connected('A1');
    bench.venue.answer = ((original) => (text: string) =>
      text.includes('.raw')
        ? [
            `{"jsonrpc":"2.0","id":${String((JSON.parse(text) as { id: number }).id)},"error":{"code":13778,"message":"raw_subscriptions_not_available_for_unauthorized"}}`,
          ]
        : original.call(bench.venue, text))(bench.venue.answer.bind(bench.venue));
    bench.obey();
    expect(id).toBe(3);
    expect(bench.notes.at(-1)).toContain('interval=100ms is used instead');
    expect(bench.venue.requests.at(-1)!.params.channels).toContain(`book.${PERP}.100ms`);
    expect(bench.state(PERP)).toBe('LIVE');
  });

  it('asks for each instrument alone when one channel has refused them all', () => {
    const bench = live();
    bench.normalizer.disconnected('A1');
    const answer = bench.venue.answer.bind(bench.venue);
    bench.venue.answer = (text) => {
      const { id, params } = JSON.parse(text) as { id: number; params: { channels?: string[] } };
      const channels = params.channels ?? [];
      return channels.some((each) => each.includes(OPTION))
        ? [`{"jsonrpc":"2.0","id":${id},"error":{"code":-32602,"message":"Invalid params"}}`]
        : answer(text);
    };
    bench.normalizer.connected('A1');
    bench.obey();
    expect(bench.state(PERP)).toBe('STALE disconnected');
    bench.pass(5e9);
    expect(bench.state(PERP)).toBe('LIVE');
    expect(bench.state(OPTION)).toBe('STALE disconnected');
  });
});

describe('a Deribit book', () => {
  it('with a hole is STALE alone and asked for again, alone', () => {
    const bench = live();
    bench.venue.requests.length = 0;
    bench.venue.change(PERP, [['bid', '49999.5', '30']]);
    const events = bench.receive(bench.venue.change(PERP, [['bid', '49999.0', '40']]));
    expect(events).toMatchObject([{ type: 'status', state: 'STALE', reason: 'sequence-gap' }]);
    expect(bench.venue.requests.map((each) => [each.method, each.params.channels])).toEqual([
      ['public/unsubscribe', [`book.${PERP}.100ms`]],
      ['public/subscribe', [`book.${PERP}.100ms`, `trades.${PERP}.100ms`]],
    ]);
    expect([bench.state(PERP), bench.isRight(PERP)]).toEqual(['LIVE', true]);
    expect(bench.wasStale.has(OPTION)).toBe(true); // Before its first image.
    expect(bench.normalizer.summary()).toMatchObject({ gaps: 1, resyncs: { 'sequence-gap': 1 } });
  });

  it.each([
    ['new where there is a level', ['new', '50000.0', '5']],
    ['change where there is none', ['change', '49990.0', '5']],
    ['delete where there is none', ['delete', '49990.0', '0']],
  ] as const)('is given up for an action that does not fit it: %s', (_, row) => {
    const bench = live();
    const id = bench.venue.changeId(PERP);
    bench.receive(bookText(PERP, id + 9, id, [row], []));
    expect(bench.normalizer.actionFailures).toBe(1);
    expect(bench.normalizer.summary().resyncs).toEqual({ 'verify-failed': 1 });
    expect([bench.state(PERP), bench.isRight(PERP)]).toEqual(['LIVE', true]);
  });

  it('whose actions never fit is believed by its sequence, and the log says so', () => {
    const bench = live({ limits: { actionFailures: 2 } });
    for (let i = 0; i < 3; i++) {
      const id = bench.venue.changeId(PERP);
      bench.receive(bookText(PERP, id + 9, id, [['change', '49990.0', '5']], []));
    }
    expect(bench.notes.at(-1)).toContain('not checked any more');
    expect(bench.normalizer.summary().resyncs).toEqual({ 'verify-failed': 2 });
    expect(bench.applier.bySymbol(PERP)!.book.levels('bid')).toContainEqual(['49990', '5']);
  });

  it('is compared with the top that the venue answers at the same change_id', () => {
    const bench = live();
    bench.pass(4e9);
    expect(bench.applier.bySymbol(PERP)!.verified).toBeGreaterThan(0);
    const book = bench.applier.bySymbol(PERP)!.book;
    book.set('bid', '50000.0', '11');
    bench.pass(4e9);
    expect(bench.normalizer.summary().resyncs).toEqual({ 'verify-failed': 1 });
    expect(bench.isRight(PERP)).toBe(true);
  });

  it('is STALE when the venue has been ahead of it for longer than any message takes', () => {
    const bench = live();
    bench.wasStale.clear();
    bench.venue.change(PERP, [['bid', '49999.5', '30']]);
    bench.pass(4e9);
    expect(bench.wasStale.size).toBe(0);
    bench.pass(6e9);
    expect([...bench.wasStale]).toEqual([PERP]);
    expect([bench.state(PERP), bench.isRight(PERP)]).toEqual(['LIVE', true]);
  });

  it('rests while the venue has halted it, through a new image, and goes on afterwards', () => {
    const bench = live();
    const state = (text: string): string =>
      notification(
        'instrument.state.any.any',
        `{"instrument_name":"${PERP}","state":"${text}","timestamp":1}`,
      );
    bench.receive(state('locked'));
    expect(bench.state(PERP)).toBe('HALTED venue-halt');
    bench.receive(bench.venue.change(PERP, [['bid', '50000.5', '10']]));
    bench.receive(bench.venue.snapshot(PERP));
    expect(bench.state(PERP)).toBe('HALTED venue-halt');
    bench.receive(state('open'));
    expect(bench.state(PERP)).toBe('LIVE');
    bench.receive(notification('platform_state', '{"price_index":"btc_usd","locked":true}'));
    expect([bench.state(PERP), bench.state(OPTION)]).toEqual(['HALTED venue-halt', 'LIVE']);
    bench.receive(notification('platform_state', '{"price_index":"btc_usd","locked":false}'));
    bench.receive(notification('platform_state', '{"maintenance":true}'));
    expect(bench.state(OPTION)).toBe('HALTED venue-halt');
  });

  it('may have negative prices and prices with an exponent, exact', () => {
    const bench = live();
    const id = bench.venue.changeId(OPTION);
    const rows = [
      ['new', '-1.0e-4', '5'],
      ['new', '1e-4', '6'],
    ] as const;
    bench.receive(bookText(OPTION, id + 1, id, rows, []));
    expect(bench.applier.bySymbol(OPTION)!.book.levels('bid')).toEqual([
      ['0.0015', '3'],
      ['0.0001', '6'],
      ['-0.0001', '5'],
    ]);
  });

  it('with a value that does not fit is quarantined until a whole book fits', () => {
    const bench = live();
    bench.receive(bench.venue.change(PERP, [['bid', '49990.25', '5']]));
    expect(bench.state(PERP)).toBe('STALE value-refused');
    bench.receive(bench.venue.change(PERP, [['bid', '49990.0', '5']]));
    // The change, the whole book that has it too, and the change after it.
    expect(bench.refusals).toEqual({ value: 2, quarantined: 1 });
    bench.venue.change(PERP, [['bid', '49990.25', '0']]);
    bench.pass(3e9);
    expect([bench.state(PERP), bench.isRight(PERP)]).toEqual(['LIVE', true]);
  });

  it('is read from bytes, in another order of keys the slow way, to the same events', () => {
    const bench = live();
    const text = bench.venue.change(PERP, [['bid', '49999.5', '30']]);
    const hot = bench.receive(text);
    expect([hot.length, bench.normalizer.summary().slowPathMessages]).toEqual([1, 0]);
    const next = bench.venue.change(PERP, [['bid', '49999.5', '40']]);
    const [, name] = /("instrument_name":"[^"]+",)/.exec(next)!;
    const slow = bench.receive(next.replace(name!, '').replace('}}}', `,${name!.slice(0, -1)}}}}`));
    expect(bench.normalizer.summary().slowPathMessages).toBe(1);
    expect(slow).toMatchObject([
      {
        ...hot[0],
        sequence: bench.venue.changeId(PERP),
        quantity: 40,
        venueNs: expect.anything() as bigint,
      },
    ]);
    expect(bench.isRight(PERP)).toBe(true);
  });

  it('tells trades once, with their side', () => {
    const bench = live();
    const [trade] = bench.receive(tradeText(PERP, '48079289', '50000.5', '30.0'));
    expect(trade).toMatchObject({
      type: 'trade',
      side: 1,
      price: 500005,
      quantity: 30,
      tradeId: 48079289,
    });
    expect(bench.receive(tradeText(PERP, '48079289', '50000.5', '30.0'))).toEqual([]);
    expect(bench.receive(tradeText(PERP, 'ETH-48079290', '50000.5', '30.0'))).toHaveLength(1);
    expect(bench.receive(tradeText(PERP, 'no id', '50000.5', '30.0'))).toEqual([]);
    expect(bench.refusals).toEqual({ 'bad-id': 1 });
  });
});

describe('Deribit over two connections', () => {
  it('takes each change once, whichever connection brings it first', () => {
    const bench = live({ lines: 2 });
    expect(bench.connections).toEqual(['A1', 'B1']);
    for (let i = 0; i < 6; i++) {
      const text = bench.venue.change(PERP, [['bid', `4999${i}.0`, '10']]);
      const [first, second] = i % 2 === 0 ? ['A1', 'B1'] : ['B1', 'A1'];
      expect(bench.receive(text, first)).toHaveLength(1);
      expect(bench.receive(text, second)).toEqual([]);
    }
    expect(bench.isRight(PERP)).toBe(true);
  });

  it('waits with a hole of one connection until the other fills it', () => {
    const bench = live({ lines: 2 });
    bench.wasStale.clear();
    const texts = [1, 2, 3].map((i) => bench.venue.change(PERP, [['bid', `4999${i}.0`, '10']]));
    bench.receive(texts[0]!, 'B1');
    bench.receive(texts[2]!, 'A1');
    expect(bench.isRight(PERP)).toBe(false);
    bench.receive(texts[1]!, 'B1');
    expect([bench.wasStale.size, bench.isRight(PERP)]).toEqual([0, true]);
    bench.receive(texts[2]!, 'B1');
    const { lines, gaps } = bench.normalizer.summary();
    expect([gaps, lines!['A']!.lost, lines!['B']!.first]).toEqual([0, 1, 2]);
  });

  it('takes the hole for a gap when nobody has filled it in time', () => {
    const bench = live({ lines: 2 });
    bench.wasStale.clear();
    bench.venue.change(PERP, [['bid', '49991.0', '10']]);
    bench.receive(bench.venue.change(PERP, [['bid', '49992.0', '10']]), 'A1');
    expect(bench.wasStale.size).toBe(0);
    bench.pass(3e8);
    expect([...bench.wasStale]).toEqual([PERP]);
    expect([bench.state(PERP), bench.isRight(PERP)]).toEqual(['LIVE', true]);
  });

  it('stays LIVE when one connection is lost', () => {
    const bench = live({ lines: 2 });
    bench.wasStale.clear();
    bench.normalizer.disconnected('A1');
    bench.collect();
    bench.receive(bench.venue.change(PERP, [['bid', '49990.0', '10']]), 'B1');
    expect([bench.wasStale.size, bench.isRight(PERP)]).toEqual([0, true]);
    bench.normalizer.disconnected('B1');
    bench.collect();
    expect(bench.state(PERP)).toBe('STALE disconnected');
  });

  it('replaces a connection by a new one that has joined, without a moment STALE', () => {
    const bench = live();
    bench.wasStale.clear();
    // The new connection's first notification is ahead of what the old one has told.
    const late = bench.venue.change(PERP, [['bid', '49980.0', '10']]);
    bench.normalizer.rotate('A1');
    bench.obey();
    expect(bench.connections).toEqual(['A1', 'A1.2']);
    bench.receive(late, 'A1');
    expect(bench.connections).toEqual(['A1', 'A1.2']);
    const next = bench.venue.change(PERP, [['bid', '49981.0', '10']]);
    bench.receive(next, 'A1.2');
    expect(bench.connections).toEqual(['A1.2']);
    bench.receive(bench.venue.change(PERP, [['bid', '49990.0', '10']]), 'A1.2');
    expect([bench.wasStale.size, bench.isRight(PERP)]).toEqual([0, true]);
  });
});

describe("Deribit's names", () => {
  it.each([
    ['BTC/USD-PERP', 'BTC-PERPETUAL'],
    ['SOL/USDC-PERP', 'SOL_USDC-PERPETUAL'],
    ['BTC/USD-20261225', 'BTC-25DEC26'],
    ['BTC/USDC-20260703', 'BTC_USDC-3JUL26'],
    ['ETH/USDC', 'ETH_USDC'],
    ['BTC-25DEC26-100000-C', 'BTC-25DEC26-100000-C'],
  ])('%s is %s', (ours, theirs) => {
    expect(DERIBIT.nativeSymbol(ours)).toBe(theirs);
  });
});
