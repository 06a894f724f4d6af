/** The same garbage for every venue that can be simulated, after its books were LIVE. */
import { describe, expect, it } from 'vitest';
import { SIMULATED_VENUES } from '../../../src/exchange/venue-simulators.js';
import { VENUES } from '../../../src/feed/normalize/venue-table.js';
import { seeded } from './mutations.js';
import { SimulatedFeed } from './simulated-feed.js';

const DEPTH = 100_000;
/** Long enough for every back-off after so much garbage. */
const RECOVERY_NS = 300e9;

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** No message of any venue: each must be refused, or counted as unknown. */
const NO_MESSAGES: Readonly<Record<string, Uint8Array>> = {
  nothing: bytes(''),
  'a word': bytes('garbage'),
  'a cut object': bytes('{"channel":"book","data":{'),
  'a cut array': bytes('[17001,[[1,'),
  NaN: bytes('{"a":NaN}'),
  null: bytes('null'),
  'a number': bytes('7'),
  'a string': bytes('"text"'),
  'control characters': bytes('{"a":"\u0000\u0001"}'),
  'no UTF-8': Uint8Array.from([0x7b, 0xff, 0xfe, 0x80, 0x7d]),
  'arrays in arrays': bytes('['.repeat(DEPTH) + ']'.repeat(DEPTH)),
  'arrays that never end': bytes('['.repeat(DEPTH)),
  'objects that never end': bytes('{"a":'.repeat(DEPTH)),
  'a string that never ends': bytes(`{"a":"${'x'.repeat(1_000_000)}`),
};

/** Well-formed JSON that says nothing known: whatever becomes of it, nothing may break. */
const ODD_MESSAGES: readonly string[] = [
  '{}',
  '[]',
  '[[]]',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  `{"a":${'{"a":'.repeat(DEPTH)}1${'}'.repeat(DEPTH)}}`,
  `{"params":{"channel":"book.X.100ms","data":${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}}}`,
  '{"id":1e400,"result":{},"error":{"code":-1}}',
  '{"method":"subscription","params":null}',
  '{"e":"depthUpdate","s":"BTCUSDT"}',
  '{"event":"error","code":"60012","msg":"x"}',
  '{"type":"error","message":"x"}',
  '{"success":false,"ret_msg":"x","op":"subscribe"}',
  `[0,${'9'.repeat(400)}]`,
];

const NUMBERS = [
  '1e400',
  '-1',
  'NaN',
  '90071992547409931',
  '0.00000000000000001',
  '""',
  'null',
  '[]',
];

/** A real message with something in it changed: a number, a key told twice, a half, a channel. */
function damaged(text: string, random: () => number): string {
  const pick = (count: number): number => Math.floor(random() * count);
  switch (pick(5)) {
    case 0:
      return text.slice(0, pick(text.length));
    case 1:
    case 2: {
      const numbers = [...text.matchAll(/"?-?\d+(?:\.\d+)?"?/g)];
      const match = numbers[pick(numbers.length)];
      if (match === undefined) return text.slice(1);
      const end = match.index + match[0].length;
      return text.slice(0, match.index) + NUMBERS[pick(NUMBERS.length)]! + text.slice(end);
    }
    case 3: {
      const keys = [...text.matchAll(/"([A-Za-z_]+)":/g)];
      const match = keys[pick(keys.length)];
      if (match === undefined) return `${text}]`;
      return `${text.slice(0, match.index)}"${match[1]}":[],${text.slice(match.index)}`;
    }
    default:
      return text.replaceAll(/(BTC|ETH|SOL)/g, 'NONE');
  }
}

describe('JSON.parse of this runtime', () => {
  it('reads 100,000 levels without a stack: what walks over its result is what must be bounded', () => {
    const nested = JSON.parse('['.repeat(DEPTH) + ']'.repeat(DEPTH)) as unknown[];
    expect(Array.isArray(nested)).toBe(true);
    expect(() => JSON.stringify(nested)).toThrow(RangeError);
  });
});

describe.each(SIMULATED_VENUES)('garbage from %s', (venue) => {
  it('is refused and counted, and every book is LIVE again', () => {
    const feed = new SimulatedFeed(venue);
    expect(feed.untilLive(10e9)).toBe(true);
    feed.pass(1e9);

    for (const [name, message] of Object.entries(NO_MESSAGES)) {
      const before = feed.countedMessages;
      feed.receive(message);
      expect([name, feed.countedMessages - before]).toEqual([name, 1]);
    }
    const before = feed.countedMessages;
    feed.normalizer.receivedBinary(feed.connection, Uint8Array.from([1, 2, 3]));
    expect(feed.countedMessages - before).toBe(1);

    for (const text of ODD_MESSAGES) feed.receive(bytes(text));
    expect((Object.prototype as { polluted?: boolean }).polluted).toBeUndefined();
    feed.normalizer.answered('http://simulated/nothing', bytes('{"a":'));
    feed.normalizer.failed('http://simulated/nothing', 'status 418');

    const random = seeded(5);
    for (let i = 0; i < 300; i++) {
      if (i % 20 === 0) feed.pass(1e8);
      const real = feed.heard[Math.floor(random() * feed.heard.length)]!;
      feed.receive(bytes(damaged(real, random)));
    }
    // What a venue can check, its lane does.
    for (const symbol of feed.market.symbols) feed.failCheck(symbol);
    expect(feed.untilLive(RECOVERY_NS)).toBe(true);
    feed.pass(2e9);
    expect(feed.areLive).toBe(true);
  });
});

describe('the venues that are simulated', () => {
  // FIX has mutations of its own, and garblings through a socket.
  it('are all but those with bytes of their own, and the twin of another', () => {
    const others = VENUES.map((entry) => entry.venue).filter(
      (each) => !SIMULATED_VENUES.includes(each),
    );
    expect(others.sort()).toEqual(['binance_us', 'fix', 'itch-mold', 'itch-soup']);
  });
});
