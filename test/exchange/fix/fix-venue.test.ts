import { describe, expect, it } from 'vitest';
import { ExchangeMarket } from '../../../src/exchange/exchange-market.js';
import {
  FIX_VENUE_DEFAULTS,
  type FixVenueOptions,
} from '../../../src/exchange/fix/fix-venue-options.js';
import { FixVenue, type FixSubscriber } from '../../../src/exchange/fix/fix-venue.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';

const WALL_MS = Date.parse('2026-01-05T14:30:00.250Z');

/** `55=BTC/USD|…` as a message that came. */
function message(msgType: string, fields: string): FieldTable {
  const bytes = encodeMessage(
    {
      beginString: 'FIX.4.4',
      msgType,
      msgSeqNum: 2,
      senderCompId: 'BOOKCAST',
      targetCompId: 'SIM',
      sendingTime: '20260105-14:30:00.000',
    },
    Buffer.from(fields.replaceAll('|', '\x01')),
  );
  const table = new FieldTable();
  expect(scanMessage(table, bytes, 0, bytes.length)).toBe(true);
  return table;
}

class Subscriber implements FixSubscriber {
  readonly heard: string[] = [];
  say({ msgType, body }: { msgType: string; body: string }): void {
    this.heard.push(`35=${msgType}|${body.replaceAll('\x01', '|')}`);
  }
  take(): string[] {
    return this.heard.splice(0);
  }
}

function logOn(options: Partial<FixVenueOptions> = {}) {
  const market = new ExchangeMarket({ symbols: ['BTC/USD', 'ETH/USD'], seed: 3 });
  const venue = new FixVenue(market, { ...FIX_VENUE_DEFAULTS, ...options }, () => WALL_MS);
  const subscriber = new Subscriber();
  venue.loggedOn(subscriber);
  const say = (msgType: string, fields: string): string[] => {
    venue.said(subscriber, message(msgType, fields));
    return subscriber.take();
  };
  /** So many changes of the market, told in one turn. */
  const move = (changes: number): string[] => {
    for (let i = 0; i < changes; i++) venue.changed(market.step());
    venue.flush();
    return subscriber.take();
  };
  return { market, venue, subscriber, say, move };
}

const REQUEST = '262=r1|263=1|264=0|265=1|267=3|269=0|269=1|269=2|146=2|55=BTC/USD|55=ETH/USD|';
const values = (text: string, tag: number): string[] =>
  [...text.matchAll(new RegExp(`\\|${tag}=([^|]*)`, 'g'))].map((match) => match[1]!);

describe('a simulated FIX venue', () => {
  it('answers a request with an image of each instrument, and changes from there on', () => {
    const { say, move, market } = logOn();
    const images = say('V', REQUEST);
    expect(images.map((image) => image.slice(0, 36))).toEqual([
      '35=W|55=BTC/USD|83=0|262=r1|268=' + images[0]!.slice(32, 36),
      '35=W|55=ETH/USD|83=0|262=r1|268=' + images[1]!.slice(32, 36),
    ]);
    const best = market.levels(0, 'bid', 1)[0]!;
    expect(images[0]).toContain(
      `|269=0|270=${(best.price / 100).toFixed(2)}|271=${(best.quantity / 1000).toFixed(3)}|272=20260105|273=14:30:00.250|346=${best.orderCount}|`,
    );
    const changes = move(200);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatch(/^35=X\|262=r1\|268=\d+\|279=/);
    expect(Number(values(changes[0]!, 268)[0])).toBe(values(changes[0]!, 279).length);
    expect(new Set(values(changes[0]!, 269))).toEqual(new Set(['0', '1', '2']));
    // RptSeq: each instrument's entries from 1 on, without a hole.
    const numbered = new Map<string, string[]>();
    values(changes[0]!, 55).forEach((name, at) => {
      const list = numbered.get(name) ?? [];
      numbered.set(name, [...list, values(changes[0]!, 83)[at]!]);
    });
    for (const list of numbered.values()) expect(list).toEqual(list.map((_, at) => String(at + 1)));
    expect([...numbered.keys()].sort()).toEqual(['BTC/USD', 'ETH/USD']);
  });

  it('does not name an instrument again where the options say so', () => {
    const { say, move } = logOn({ inheritsInstrument: true, hasRptSeq: false });
    say('V', REQUEST);
    const [changes] = move(100);
    expect(values(changes!, 279).length).toBeGreaterThan(20);
    expect(values(changes!, 55).length).toBeLessThanOrEqual(values(changes!, 279).length / 4);
    expect(values(changes!, 83)).toEqual([]);
  });

  it('cuts a long change into fragments, the last one marked', () => {
    const { say, move } = logOn({ fragmentEntries: 4 });
    say('V', REQUEST);
    const parts = move(100);
    expect(parts.length).toBeGreaterThan(4);
    expect(parts.map((part) => values(part, 893)[0])).toEqual(
      parts.map((_, at) => (at === parts.length - 1 ? 'Y' : 'N')),
    );
    for (const part of parts) expect(values(part, 55)[0]).toBeDefined();
  });

  it.each([
    ['FIX.4.2', 290],
    ['FIX.4.4', 290],
    ['FIX.5.0SP2', 1023],
  ] as const)('names levels in %s by tag %i', (version, tag) => {
    const { say, move } = logOn({ version, keying: 'level' });
    const [image] = say('V', REQUEST);
    expect(values(image!, tag).slice(0, 3)).toEqual(['1', '2', '3']);
    expect(values(move(50)[0]!, tag).length).toBeGreaterThan(0);
  });

  it('names orders by their ids, several at a price', () => {
    const { say } = logOn({ keying: 'id' });
    const [image] = say('V', REQUEST);
    const ids = values(image!, 278);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(values(image!, 270)).size).toBeLessThan(ids.length);
  });

  it('pushes images and changes unasked, without an MDReqID', () => {
    const { subscriber, move } = logOn({ pushesUnasked: true });
    expect(subscriber.take().map((text) => text.slice(0, 15))).toEqual([
      '35=W|55=BTC/USD',
      '35=W|55=ETH/USD',
    ]);
    expect(values(move(30)[0]!, 262)).toEqual([]);
  });

  it('sends images again and again to who wants no changes', () => {
    const { say, move } = logOn();
    say('V', REQUEST.replace('265=1', '265=0'));
    expect(move(60).filter((text) => text.startsWith('35=W'))).toHaveLength(2);
  });

  it('gives one image, or nothing more, where that is asked for', () => {
    const { say, move } = logOn();
    expect(say('V', REQUEST.replace('263=1', '263=0'))).toHaveLength(2);
    expect(move(30)).toEqual([]);
    say('V', REQUEST);
    expect(move(30)).toHaveLength(1);
    say('V', REQUEST.replace('263=1', '263=2'));
    expect(move(30)).toEqual([]);
  });

  it.each([
    [
      'an instrument that is not there',
      REQUEST.replace('ETH/USD', 'X/Y'),
      '0',
      'Unknown symbol X/Y',
    ],
    ['an entry type', REQUEST.replace('269=2', '269=7'), '8', 'entry type 7'],
    ['a subscription type', REQUEST.replace('263=1', '263=9'), '4', 'type 9'],
    ['a depth', REQUEST.replace('264=0', '264=x'), '5', 'depth'],
  ])('refuses %s with its reason', (_, fields, reason, text) => {
    const [refused] = logOn().say('V', fields);
    expect(refused).toMatch(/^35=Y\|/);
    expect(values(refused!, 281)).toEqual([reason]);
    expect(values(refused!, 262)).toEqual(['r1']);
    expect(refused).toContain(text);
  });

  it('refuses an MDReqID that is in use, and whatever comes where a fault says so', () => {
    const { say, venue } = logOn();
    say('V', REQUEST);
    expect(values(say('V', REQUEST)[0]!, 281)).toEqual(['1']);
    let refusals = 0;
    venue.refusals = 1;
    venue.onRefused = () => refusals++;
    expect(say('V', REQUEST.replace('r1', 'r2'))[0]).toMatch(/^35=Y\|/);
    expect(say('V', REQUEST.replace('r1', 'r2'))[0]).toMatch(/^35=W\|/);
    expect(refusals).toBe(1);
  });

  it('lists its instruments with their steps', () => {
    const [list] = logOn().say('x', '320=l1|559=4|');
    expect(list).toMatch(/^35=y\|146=2\|/);
    expect(values(list!, 55)).toEqual(['BTC/USD', 'ETH/USD']);
    expect(values(list!, 969)).toEqual(['0.01', '0.01']);
    expect(values(list!, 320)).toEqual(['l1']);
    const [one] = logOn().say('x', '320=l1|559=0|55=ETH/USD|');
    expect(values(one!, 55)).toEqual(['ETH/USD']);
  });

  it('tells who subscribed of halts and of the market closing; late comers too', () => {
    const { say, venue, subscriber } = logOn();
    say('V', REQUEST);
    venue.halt(1);
    venue.closeMarket(true);
    expect(subscriber.take()).toEqual(['35=f|55=ETH/USD|326=2|', '35=h|336=1|340=3|']);
    const late = new Subscriber();
    venue.loggedOn(late);
    venue.said(late, message('V', REQUEST.replaceAll('|', '\x01')));
    expect(late.take().slice(2)).toEqual(['35=f|55=ETH/USD|326=2|', '35=h|336=1|340=3|']);
    venue.resume(1);
    venue.closeMarket(false);
    expect(subscriber.take()).toEqual(['35=f|55=ETH/USD|326=17|', '35=h|336=1|340=2|']);
  });

  it('tells no trades of what is halted', () => {
    const { say, venue, move } = logOn();
    say('V', REQUEST);
    venue.halt(1);
    const named = (text: string): Set<string> =>
      new Set(
        text
          .split('|279=')
          .filter((entry) => entry.includes('|269=2|'))
          .flatMap((entry) => values(entry, 55)),
      );
    expect(named(move(300).join(''))).toEqual(new Set(['BTC/USD']));
    venue.resume(1);
    expect(named(move(300).join(''))).toEqual(new Set(['BTC/USD', 'ETH/USD']));
  });

  it('says of a message that it does not know which one and why', () => {
    expect(logOn({ hasSecurityList: false }).say('x', '320=l1|559=4|')).toEqual([
      '35=j|45=2|58=35=x is not supported|372=x|380=3|',
    ]);
  });

  it('loses the changes of one instrument on demand: RptSeq alone shows it', () => {
    const { say, venue, move } = logOn();
    say('V', REQUEST);
    move(20);
    let committed = 0;
    venue.injectBook('drop', 0, () => committed++);
    const [with_] = move(40);
    expect(committed).toBe(1);
    expect(new Set(values(with_!, 55))).toContain('ETH/USD');
    // Trades are told; of the book of BTC/USD nothing is.
    expect(
      with_!
        .split('|279=')
        .filter((each) => each.includes('55=BTC/USD') && !each.includes('269=2|')),
    ).toEqual([]);
  });

  it('empties a book and tells it anew on demand', () => {
    const { say, venue, move, market } = logOn();
    say('V', REQUEST);
    venue.injectBook('empty-book', 0, () => {});
    const [text] = move(0);
    expect(values(text!, 269)[0]).toBe('J');
    const levels = [...market.levels(0, 'bid', 999), ...market.levels(0, 'ask', 999)];
    expect(values(text!, 279)).toHaveLength(1 + levels.length);
  });
});
