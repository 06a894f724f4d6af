import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BinanceBench,
  depthUrl,
  diffText,
  infoText,
  INFO_URL,
  snapshotText,
  topText,
} from './binance-venue.js';

const tradeText = (fields: Record<string, unknown>): string =>
  JSON.stringify({
    stream: 'ab@trade',
    data: {
      e: 'trade',
      E: 1,
      s: 'AB',
      t: 77,
      p: '10.50',
      q: '0.5',
      T: 1_600_000_000_001,
      m: false,
      M: true,
      ...fields,
    },
  });

const refusals = (bench: BinanceBench): Readonly<Record<string, number>> =>
  bench.normalizer.summary().refusals;

describe('Binance instruments', () => {
  it('have the scales of tickSize and stepSize, and are registered only when they are seen', () => {
    const bench = new BinanceBench();
    bench.answer(
      INFO_URL,
      infoText({ AB: ['0.01000000', '0.10000000'], CD: ['1.00', '0.00000000'] }),
    );
    expect(bench.recorder.definitions).toEqual([]);
    bench.receive(diffText('CD', 1, 1));
    bench.receive(diffText('AB', 1, 1));
    expect(bench.recorder.definitions).toMatchObject([
      {
        venue: 'binance',
        symbol: 'CD',
        priceScale: 0,
        quantityScale: 8,
        tickSize: 1,
        lotSize: 0,
        depthLimit: 0,
      },
      { venue: 'binance', symbol: 'AB', priceScale: 2, quantityScale: 1, tickSize: 1, lotSize: 1 },
    ]);
  });

  it('have eight decimals while nobody has told their scales', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    expect(bench.recorder.definitions).toMatchObject([
      { priceScale: 8, quantityScale: 8, tickSize: 0, lotSize: 0 },
    ]);
    bench.answer(INFO_URL, infoText({ AB: ['0.01', '0.1'] }));
    expect(bench.collect()).toEqual([]);
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('start over when the venue says that they have more decimals than we gave them', () => {
    const bench = new BinanceBench();
    bench.answer(INFO_URL, infoText({ AB: ['0.01', '0.1'] }));
    bench.live('AB');
    bench.answer(INFO_URL, infoText({ AB: ['0.001', '1'] }));
    expect(bench.state('AB')).toBe('STALE definition-changed');
    expect(bench.recorder.definitions).toMatchObject([
      { priceScale: 3, quantityScale: 1, tickSize: 1, lotSize: 0 },
    ]);
    expect(bench.commands()).toHaveLength(1);
    bench.answer(depthUrl('AB'), snapshotText(200, [['9.123', '0.1']]));
    expect(bench.book('AB')).toBe('9.123x0.1|11x2');
  });

  it('are unknown unless listed and subscribed to', () => {
    const bench = new BinanceBench();
    bench.normalizer.connected('ws', 'wss://x/stream?streams=ab@depth@100ms/cd@bookTicker');
    bench.normalizer.sent('ws', '{"method":"SUBSCRIBE","params":["ef@trade"],"id":1}');
    for (const symbol of ['AB', 'CD', 'EF', 'GH']) bench.receive(diffText(symbol, 1, 1));
    bench.answer(INFO_URL, infoText({ AB: ['0.01', '0.1'] }));
    bench.receive(diffText('ABC', 1, 1));
    bench.receive(diffText('has blank', 1, 1));
    expect(bench.recorder.definitions.map((each) => each.symbol)).toEqual(['AB', 'CD', 'EF']);
    expect(bench.normalizer.summary().undeclaredInstruments).toBe(3);
  });

  it('are refused when the table is full, and only they', () => {
    const bench = new BinanceBench();
    bench.recorder.rowLimit = 1;
    bench.live('AB');
    bench.receive(diffText('CD', 1, 1));
    expect(refusals(bench)).toEqual({ 'instrument-limit': 1 });
    expect(bench.state('AB')).toBe('LIVE');
  });

  it('are asked for when a connection opens', () => {
    const bench = new BinanceBench();
    bench.normalizer.connected('ws', 'wss://x/ws/ab@depth');
    expect(bench.commands()).toEqual(['exchangeInfo @0']);
  });
});

describe('a value that does not fit', () => {
  const limited = (): BinanceBench => {
    const bench = new BinanceBench();
    bench.answer(INFO_URL, infoText({ AB: ['0.01', '0.1'], CD: ['0.01', '0.1'] }));
    bench.live('AB');
    bench.live('CD');
    return bench;
  };

  it.each([
    [
      'a price of a diff',
      (b: BinanceBench) =>
        b.receive(
          diffText('AB', 101, 101, [
            ['10.00', '1'],
            ['9.999', '1'],
          ]),
        ),
    ],
    [
      'a quantity of a diff',
      (b: BinanceBench) => b.receive(diffText('AB', 101, 101, [], [['10.00', '1.25']])),
    ],
    [
      'a huge quantity',
      (b: BinanceBench) =>
        b.receive(diffText('AB', 101, 101, [], [['10.00', '99999999999999999999']])),
    ],
    ['an exponent', (b: BinanceBench) => b.receive(diffText('AB', 101, 101, [['1e400', '1']]))],
    [
      'a negative quantity',
      (b: BinanceBench) => b.receive(diffText('AB', 101, 101, [['10.00', '-1']])),
    ],
    ['a trade price', (b: BinanceBench) => b.receive(tradeText({ p: '10.505' }))],
    [
      'a top of book',
      (b: BinanceBench) => b.receive(topText('AB', 101, ['10.001', '1'], ['11', '1'])),
    ],
  ])('quarantines its instrument and nothing else: %s', (_, cause) => {
    const bench = limited();
    expect(cause(bench)).toMatchObject([
      { type: 'status', state: 'STALE', reason: 'value-refused', last: true },
    ]);
    expect(bench.normalizer.summary().refusedValues).toBe(1);
    // Nothing of the message was used, and nothing of the instrument is until an image fits.
    expect(bench.book('AB')).toBe('10x1|11x2');
    expect(bench.receive(diffText('AB', 102, 102, [['9.00', '1']]))).toEqual([]);
    expect(bench.receive(tradeText({}))).toEqual([]);
    expect(refusals(bench)['quarantined']).toBe(1);
    expect(bench.answer(depthUrl('AB'), snapshotText(101, [['1.234', '1']]))).toEqual([]);
    expect(bench.state('AB')).toBe('STALE value-refused');
    bench.answer(depthUrl('AB'), snapshotText(101, [['8.00', '1']]));
    expect([bench.state('AB'), bench.book('AB')]).toEqual(['LIVE', '9x1 8x1|11x2']);
    expect(bench.receive(diffText('CD', 101, 101, [['9.00', '1']]))).toHaveLength(1);
    expect(bench.state('CD')).toBe('LIVE');
  });

  it('quarantines on a snapshot, too', () => {
    const bench = limited();
    bench.receive(diffText('AB', 500, 500));
    bench.answer(depthUrl('AB'), snapshotText(500, [['1.234', '1']]));
    expect(bench.state('AB')).toBe('STALE value-refused');
    // Asked for again, each time later; and the list, which may have other scales by now.
    expect(bench.commands()).toEqual(['depth?symbol=AB&limit=1000 @1000']);
    bench.at(61e9);
    bench.normalizer.checkTimers();
    expect(bench.commands()[0]).toMatch(/^exchangeInfo/);
  });
});

describe('a Binance message that is wrong', () => {
  const good = { e: 'depthUpdate', E: 1, s: 'AB', U: 101, u: 101, b: [['9.00', '1']], a: [] };
  it.each([
    ['malformed-json', '{"e":"depthUpdate",'],
    ['wrong-type', '[1,2]'],
    ['wrong-type', 'null'],
    ['wrong-type', '{"stream":"ab@depth","data":7}'],
    ['wrong-type', JSON.stringify({ ...good, s: 5 })],
    ['wrong-type', JSON.stringify({ ...good, b: 'x' })],
    ['wrong-type', JSON.stringify({ ...good, b: [[9, 1]] })],
    ['wrong-type', JSON.stringify({ ...good, b: ['9.00'] })],
    ['wrong-type', JSON.stringify({ ...good, a: undefined })],
    ['bad-id', JSON.stringify({ ...good, u: 'x' })],
    ['bad-id', JSON.stringify({ ...good, u: 100 })],
    ['bad-id', JSON.stringify({ ...good, U: -1 })],
    ['bad-id', JSON.stringify({ ...good }).replace('"u":101', '"u":9007199254740993')],
    ['bad-id', JSON.stringify({ ...good }).replace('"u":101', '"u":1e400')],
    ['bad-number', JSON.stringify({ ...good, b: [['9,00', '1']] })],
    ['bad-number', JSON.stringify({ ...good, b: [['', '1']] })],
    ['bad-number', JSON.stringify({ ...good, b: [['9.00', '１']] })],
    ['wrong-type', tradeText({ m: 'yes' })],
    ['bad-id', tradeText({ t: null })],
    ['bad-number', tradeText({ p: 'NaN' })],
    ['wrong-type', JSON.stringify({ stream: 'ab@bookTicker', data: { s: 'AB', u: 1 } })],
  ])('is refused as %s and shows as a gap if it was in sequence: %s', (reason, text) => {
    const bench = new BinanceBench();
    bench.live('AB');
    expect(bench.receive(text)).toEqual([]);
    expect(refusals(bench)).toEqual({ [reason]: 1 });
    bench.receive(diffText('AB', 102, 102));
    expect(bench.state('AB')).toBe('STALE sequence-gap');
  });

  it('is refused when it has more levels than the limit', () => {
    const bench = new BinanceBench({ levelsPerMessage: 2 });
    bench.live('AB');
    bench.receive(
      diffText(
        'AB',
        101,
        101,
        [
          ['1', '1'],
          ['2', '1'],
        ],
        [['30', '1']],
      ),
    );
    expect(refusals(bench)).toEqual({ 'too-many-levels': 1 });
  });

  it('is refused when it is binary', () => {
    const bench = new BinanceBench();
    bench.normalizer.receivedBinary();
    expect(refusals(bench)).toEqual({ binary: 1 });
  });

  it('is counted when it is of a type that we do not use', () => {
    const bench = new BinanceBench();
    for (const text of ['{"result":null,"id":1}', '{"stream":"ab@kline_1m","data":{"e":"kline"}}'])
      bench.receive(text);
    expect(bench.normalizer.summary()).toMatchObject({ unknownMessages: 2, refusals: {} });
  });
});

describe('a REST answer that is an error', () => {
  it('leaves the book STALE, emits nothing and asks again later', () => {
    const bench = new BinanceBench();
    bench.receive(diffText('AB', 5, 5));
    bench.commands();
    for (const text of [
      '{"code":-1003,"msg":"Too many requests"}',
      '<html>502</html>',
      snapshotText(9).slice(0, 40),
    ]) {
      expect(bench.answer(depthUrl('AB'), text)).toEqual([]);
    }
    expect(bench.state('AB')).toBe('STALE awaiting-image');
    expect(bench.commands()).toEqual(['depth?symbol=AB&limit=1000 @2000']);
    expect(refusals(bench)).toEqual({ 'http-error': 1, 'wrong-type': 2 });
  });
});

describe('Binance trades', () => {
  it('carry price, quantity, id and time, and the aggressor from "m"', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    const id = 2 ** 33 + 5;
    expect(bench.receive(tradeText({ t: id, m: true }))).toMatchObject([
      {
        type: 'trade',
        last: true,
        side: 1,
        price: 10.5e8,
        quantity: 0.5e8,
        tradeId: id,
        sequence: 100,
        venueNs: 1_600_000_000_001_000_000n,
      },
    ]);
    expect(bench.receive(tradeText({ m: false }))).toMatchObject([{ side: 0 }]);
    expect(bench.receive(tradeText({ t: 78, T: 1_600_000_000_001_234 }))).toMatchObject([
      { venueNs: 1_600_000_000_001_234_000n },
    ]);
  });

  it('are not told twice when both streams are subscribed to', () => {
    const bench = new BinanceBench();
    bench.live('AB');
    const aggregate = JSON.stringify({
      e: 'aggTrade',
      s: 'AB',
      a: 5,
      p: '10.5',
      q: '1',
      f: 7,
      l: 7,
      T: 1,
      m: true,
    });
    expect(bench.receive(aggregate)).toMatchObject([{ type: 'trade', tradeId: 5 }]);
    bench.receive(tradeText({}));
    expect(bench.receive(aggregate)).toEqual([]);
  });
});

describe('hostile Binance input', () => {
  const samples = [
    diffText(
      'AB',
      101,
      105,
      [
        ['9.00', '1'],
        ['8.00', '0'],
      ],
      [['12.5', '3']],
    ),
    topText('AB', 105, ['10.00', '1'], ['11.00', '2']),
    tradeText({}),
    snapshotText(120),
    infoText({ AB: ['0.01', '0.1'] }),
  ];
  const mutation = fc.record({
    at: fc.nat(),
    remove: fc.nat({ max: 4 }),
    insert: fc.string({ maxLength: 4, unit: 'binary' }),
  });

  it('never throws and never leaves a message half told', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.nat({ max: samples.length - 1 }), fc.array(mutation, { maxLength: 3 })),
          { maxLength: 20 },
        ),
        (inputs) => {
          const bench = new BinanceBench();
          bench.live('AB');
          for (const [index, mutations] of inputs) {
            let text = samples[index]!;
            for (const { at, remove, insert } of mutations) {
              const from = at % (text.length + 1);
              text = text.slice(0, from) + insert + text.slice(from + remove);
            }
            const events =
              index < 3
                ? bench.receive(text)
                : bench.answer(index === 3 ? depthUrl('AB') : INFO_URL, text);
            if (events.length > 0) expect(events.at(-1)!.last).toBe(true);
          }
          bench.normalizer.sent('ws', samples[0]!);
          bench.normalizer.finish();
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws on any JSON, nor on any URL', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.webUrl({ withQueryParameters: true }),
        fc.string(),
        (json, url, path) => {
          const bench = new BinanceBench();
          for (const each of [url, path, `${path}/depth?symbol=${path}`, INFO_URL, depthUrl('AB')])
            bench.answer(each, json);
          bench.receive(json);
          bench.receive(`{"e":"depthUpdate","s":"AB","U":1,"u":2,"b":${json},"a":${json}}`);
          bench.normalizer.sent('ws', json);
          bench.normalizer.connected('ws', url);
        },
      ),
      { numRuns: 300 },
    );
  });
});
