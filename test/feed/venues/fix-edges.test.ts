/** Where a FIX counterparty's messages meet: images between fragments, counts that begin anew, scales that do not fit. */
import { describe, expect, it } from 'vitest';
import { FIX } from '../../../src/feed/normalize/fix/venue.js';
import { EventApplier, EventRecorder } from '../event-recorder.js';
import { fixBench, fixText, type FixBench } from './fix-bench.js';

type RecordedEvents = ReturnType<EventRecorder['take']>;

const EUR = 'EUR/USD';
const GBP = 'GBP/USD';

const receive = (bench: FixBench, fields: string): void => void bench.receive(fixText(fields));
const seen = (bench: FixBench, symbol = EUR): unknown => [
  bench.state(symbol),
  bench.bookText(symbol),
];
const change = (symbol: string, rest: string): string =>
  `35=X|${rest.startsWith('262') ? '' : '262=1|'}268=1|279=0|269=0|55=${symbol}|${rest}`;

describe('fragments (893)', () => {
  it('an image between two parts of a change is the whole book, whatever the first part said', () => {
    const bench = fixBench({ profile: 'price' });
    receive(bench, '35=W|55=EUR/USD|268=1|269=0|270=10|271=1|');
    receive(bench, change(EUR, '270=9|271=1|893=N|'));
    receive(bench, '35=W|55=EUR/USD|268=2|269=0|270=10|271=1|269=0|270=9|271=1|');
    expect(seen(bench)).toEqual(['LIVE', '10x1 9x1|']);
  });

  it('an image that is under way is not ended by messages of other instruments', () => {
    const bench = fixBench({ profile: 'price', inherits: 'yes' }, [EUR, GBP]);
    const part = (price: number, last: string): string =>
      `35=W|55=EUR/USD|893=${last}|268=1|269=0|270=${price}|271=1|`;
    receive(bench, part(10, 'N'));
    receive(bench, '35=W|55=GBP/USD|268=1|269=0|270=1|271=1|');
    receive(bench, '35=X|268=1|279=0|269=0|55=GBP/USD|270=2|271=1|');
    expect(bench.state(EUR)).toBe('STALE awaiting-image');
    receive(bench, part(9, 'Y'));
    expect(seen(bench)).toEqual(['LIVE', '10x1 9x1|']);
  });
});

describe('a trade', () => {
  it('without a size in an image is refused, and the image is used', () => {
    const bench = fixBench({ profile: 'full' });
    receive(bench, '35=W|55=EUR/USD|268=2|269=2|270=10|269=0|270=10|271=1|');
    expect(seen(bench)).toEqual(['LIVE', '10x1|']);
    receive(bench, '35=W|55=EUR/USD|268=1|269=0|270=10|271=1|');
    expect(seen(bench)).toEqual(['LIVE', '10x1|']);
  });

  it('whose decimals the book has no room for is refused, and the book stays as it is', () => {
    const bench = fixBench({ profile: 'id' });
    receive(
      bench,
      '35=W|55=EUR/USD|268=2|269=0|278=a|270=10|271=9000000000000000|269=0|278=b|270=9|271=4|',
    );
    receive(bench, '35=X|268=1|279=0|269=2|55=EUR/USD|270=10|271=0.5|');
    receive(bench, '35=X|268=1|279=1|278=b|55=EUR/USD|270=8|');
    expect(seen(bench)).toEqual(['LIVE', '10x9000000000000000 8x4|']);
    receive(bench, '35=X|268=2|279=2|278=a|55=EUR/USD|279=1|278=b|271=4.5|');
    expect(seen(bench)).toEqual(['LIVE', '8x4.5|']);
  });
});

describe('RptSeq (83) that begins anew', () => {
  const book = (): FixBench => {
    const bench = fixBench({ profile: 'price', rptSeq: 'entry' });
    receive(bench, '35=W|55=EUR/USD|83=7|268=1|269=0|270=10|271=1|');
    // What the image has already is no such thing.
    receive(bench, change(EUR, '270=10|271=1|83=1|'));
    receive(bench, change(EUR, '270=9|271=1|83=8|'));
    expect(seen(bench)).toEqual(['LIVE', '10x1 9x1|']);
    return bench;
  };

  it('at 1 is a gap: nothing is dropped as if it had been there', () => {
    const bench = book();
    receive(bench, change(EUR, '270=8|271=1|83=1|'));
    expect(bench.state(EUR)).toBe('STALE sequence-gap');
  });

  it('with an empty book (269=J) is the count from there on', () => {
    const bench = book();
    receive(bench, '35=X|268=1|279=0|269=J|55=EUR/USD|83=1|');
    receive(bench, change(EUR, '270=8|271=1|83=2|'));
    expect(seen(bench)).toEqual(['LIVE', '8x1|']);
  });
});

describe('entries that do not inherit', () => {
  it('are of the instrument that the message names outside of them', () => {
    const bench = fixBench({ profile: 'price', inherits: 'no' });
    receive(bench, '35=W|55=EUR/USD|268=1|269=0|270=10|271=1|');
    receive(bench, '35=X|55=EUR/USD|268=2|279=0|269=0|270=9|271=1|279=0|269=0|270=8|271=1|');
    expect(seen(bench)).toEqual(['LIVE', '10x1 9x1 8x1|']);
    receive(bench, '35=X|268=2|279=0|269=0|55=EUR/USD|270=7|271=1|279=0|269=0|270=6|271=1|');
    expect(bench.state(EUR)).toBe('STALE sequence-gap');
  });
});

it('a price may begin with its point', () => {
  const bench = fixBench({ profile: 'price' });
  receive(bench, '35=W|55=EUR/USD|268=2|269=0|270=-.25|271=.5|269=1|270=.5|271=5.|');
  expect(seen(bench)).toEqual(['LIVE', '-0.25x0.5|0.5x5']);
});

describe('a book that begins empty', () => {
  const add = (price: number): string =>
    `35=X|262=1|268=1|279=0|269=0|278=q${price}|55=EUR/USD|270=${price}|271=1|`;

  it('does so with every logon, where nothing is asked for', () => {
    const bench = fixBench({ profile: 'fx', subscribe: 'none' });
    receive(bench, add(10));
    expect(seen(bench)).toEqual(['LIVE', '10x1|']);
    bench.normalizer.disconnected('fix');
    bench.normalizer.connected('fix');
    receive(bench, add(9));
    expect(seen(bench)).toEqual(['LIVE', '9x1|']);
  });

  it('is played back as it was, over a reconnect and a book that was asked for again', () => {
    const recorder = new EventRecorder();
    const normalizer = FIX.make({
      sink: recorder,
      register: recorder,
      random: () => 0,
      endpoints: FIX.endpoints,
      options: { venue: 'cnx', profile: 'fx' },
    });
    const events: RecordedEvents = [];
    const shown = (): string => {
      events.push(...recorder.take());
      const applier = new EventApplier(recorder.definitions);
      for (const event of events) applier.apply(event);
      const { state, book } = applier.books.get(0)!;
      return `${state} ${book.levels('bid').map(String).join(' ')}`;
    };
    const states: string[] = [];
    const show = (): void => void states.push(shown());
    const say = (): void =>
      normalizer.sent('fix', '35=V\x01262=1\x01263=1\x01146=1\x0155=EUR/USD\x01');
    const hear = (fields: string): void =>
      normalizer.receivedBinary?.('fix', Buffer.from(fixText(fields)));
    normalizer.start();
    for (const price of [10, 9]) {
      normalizer.connected('fix', '');
      say();
      hear(add(price));
      show();
      normalizer.disconnected('fix');
    }
    normalizer.connected('fix', '');
    say();
    hear('35=X|262=1|268=1|279=2|278=zzz|55=EUR/USD|');
    show();
    say();
    hear(add(8));
    show();
    expect(states).toEqual(['LIVE 10,1', 'LIVE 9,1', 'STALE 9,1', 'LIVE 8,1']);
  });
});

describe('a hub that sends its images with the logon only', () => {
  const lost = '35=X|268=1|279=2|269=0|55=EUR/USD|270=7|';
  const image = '35=W|55=EUR/USD|268=1|269=0|270=10|271=1|';
  const reconnects = (bench: FixBench): number =>
    bench.notes.filter((each) => each.includes('images come with the logon only')).length;

  it('is logged on to anew where a book is lost, at most once a minute (image=reconnect)', () => {
    const bench = fixBench({ profile: 'price', subscribe: 'none', image: 'reconnect' }, ['*']);
    receive(bench, image);
    receive(bench, lost);
    expect([reconnects(bench), bench.venue.said]).toEqual([1, []]);
    receive(bench, image);
    expect(seen(bench)).toEqual(['LIVE', '10x1|']);
    receive(bench, lost);
    bench.pass(50e9);
    expect([reconnects(bench), bench.state(EUR)]).toEqual([1, 'STALE sequence-gap']);
    bench.pass(20e9);
    expect(reconnects(bench)).toBe(2);
  });

  it('is not logged on to anew for a book that has not come with the logon, nor unless told so', () => {
    const bench = fixBench({ profile: 'price', subscribe: 'none', image: 'reconnect' });
    bench.pass(200e9);
    expect([reconnects(bench), bench.state(EUR)]).toEqual([0, 'STALE awaiting-image']);
    const other = fixBench({ profile: 'price', subscribe: 'none' });
    receive(other, image);
    receive(other, lost);
    other.pass(200e9);
    expect(reconnects(other)).toBe(0);
  });
});
