import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scaledOfNumber, scaledOf } from '../../../src/feed/normalize/parts/decimal-text.js';
import { ByteNames } from '../../../src/feed/normalize/parts/byte-names.js';
import { KEY_END, KEY_UNKNOWN, JsonCursor } from '../../../src/feed/normalize/parts/json-cursor.js';
import { JsonKeys } from '../../../src/feed/normalize/parts/json-keys.js';
import {
  readBareObjects,
  readBareRows,
  readQuotedRows,
} from '../../../src/feed/normalize/parts/json-levels.js';
import { JsonNumber, parseExactJson } from '../../../src/feed/normalize/parts/exact-json.js';
import { LevelBatch } from '../../../src/feed/normalize/parts/level-batch.js';
import { ASK, BID } from '../../../src/market/side.js';
import { mutatedText } from './mutated-text.js';

const NAMES = ['s', 'id', 'ok', 'n', 'b', 'a', 'rows', 'objects'];
const KEYS = new JsonKeys(NAMES);
const ROW_KEYS = new JsonKeys(['price', 'qty']);
const SCALE = 8;
const LEVEL_LIMIT = 50;

/** What a reader makes of a message; undefined: it is somebody else's. */
interface Message {
  readonly s: string;
  readonly id: number;
  readonly ok: boolean;
  readonly n: number;
  readonly levels: readonly (readonly number[])[];
}

const batch = new LevelBatch(LEVEL_LIMIT);
const cursor = new JsonCursor();
const number = new Float64Array(1);

function readFast(bytes: Uint8Array): Message | undefined {
  let [s, id, ok] = ['', NaN, false];
  number[0] = NaN;
  batch.clear();
  cursor.open(bytes);
  cursor.object();
  let seen = 0;
  for (let key = cursor.nextKey(KEYS); key !== KEY_END; key = cursor.nextKey(KEYS)) {
    if (key !== KEY_UNKNOWN) seen++;
    switch (NAMES[key]) {
      case 's':
        if (cursor.string())
          s = Buffer.from(cursor.bytes.slice(cursor.textStart, cursor.textEnd)).toString();
        break;
      case 'id':
        id = cursor.integer();
        break;
      case 'ok':
        ok = cursor.boolean();
        break;
      case 'n':
        cursor.bareDecimal(number, 0, SCALE);
        break;
      case 'b':
        readQuotedRows(cursor, batch, BID, SCALE, SCALE);
        break;
      case 'a':
        readQuotedRows(cursor, batch, ASK, SCALE, SCALE);
        break;
      case 'rows':
        readBareRows(cursor, batch, BID, SCALE, SCALE);
        break;
      case 'objects':
        readBareObjects(cursor, batch, ASK, ROW_KEYS, SCALE, SCALE);
        break;
      default:
        cursor.skip();
    }
  }
  if (!cursor.finished() || seen !== NAMES.length) return undefined;
  const levels = Array.from({ length: batch.count }, (_, i) => [
    batch.side(i),
    batch.price(i),
    batch.quantity(i),
  ]);
  // Order of the keys is not the reader's affair.
  return { s, id, ok, n: number[0], levels: levels.sort(bySidePriceQuantity) };
}

const bySidePriceQuantity = (x: readonly number[], y: readonly number[]): number =>
  x[0]! - y[0]! || x[1]! - y[1]! || x[2]! - y[2]!;

/** The same message by JSON.parse and the slow decimals; undefined when any of it is wrong. */
function readSlow(text: string): Message | undefined {
  const parsed = parseExactJson(text) as Record<string, unknown> | undefined;
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const bare = (value: unknown): number =>
    value instanceof JsonNumber ? scaledOfNumber(value.text, SCALE) : NaN;
  const quoted = (value: unknown): number =>
    typeof value === 'string' ? scaledOf(value, SCALE) : NaN;
  const rowsOf = (name: string): unknown[] => (Array.isArray(parsed[name]) ? parsed[name] : [NaN]);
  const levels = [
    ...(rowsOf('b') as string[][]).map((row) => [BID, quoted(row?.[0]), quoted(row?.[1])]),
    ...(rowsOf('a') as string[][]).map((row) => [ASK, quoted(row?.[0]), quoted(row?.[1])]),
    ...(rowsOf('rows') as unknown[][]).map((row) => [BID, bare(row?.[0]), bare(row?.[1])]),
    ...(rowsOf('objects') as Record<string, unknown>[]).map((row) => [
      ASK,
      bare(row?.['price']),
      bare(row?.['qty']),
    ]),
  ];
  const { s, ok } = parsed;
  const id = parsed['id'] instanceof JsonNumber ? Number(parsed['id'].text) : NaN;
  const n = bare(parsed['n']);
  if (typeof s !== 'string' || typeof ok !== 'boolean' || !Number.isSafeInteger(id))
    return undefined;
  if (Number.isNaN(n) || levels.length > LEVEL_LIMIT) return undefined;
  if (levels.some(([, price, quantity]) => Number.isNaN(price) || !(quantity! >= 0)))
    return undefined;
  return { s, id, ok, n, levels: levels.sort(bySidePriceQuantity) };
}

const decimal = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(fc.nat({ max: 99_999 }), fc.nat({ max: 90_071_991 })),
    fc.constantFrom('', '.0', '.5', '.10000000', '.00000001', '.12345678', '.500000000000'),
  )
  .map((parts) => parts.join(''));
const positive = decimal.map((text) => text.replace('-', ''));
const exponent = fc.oneof(
  { weight: 100, arbitrary: positive },
  // Seldom one that does not fit: a message has many numbers.
  {
    weight: 50,
    arbitrary: fc.constantFrom('5e-1', '12E0', '1.5e+1', '5.0e-4', '1.25e-7', '0e99', '1200e-2'),
  },
  { weight: 1, arbitrary: fc.constantFrom('1e-9', '1e30', '123456789012345678') },
);
const list = (entry: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(entry, { maxLength: 6 }).map((entries) => `[${entries.join(',')}]`);

/** Keys and values as JSON text, in any order, with an unknown key among them. */
const message = fc
  .record({
    s: fc.constantFrom('"BTCUSDT"', '"BTC/USD"', '""'),
    id: fc.maxSafeInteger().map(String),
    ok: fc.constantFrom('true', 'false'),
    n: exponent,
    b: list(fc.tuple(decimal, positive).map(([p, q]) => `["${p}","${q}"]`)),
    a: list(fc.tuple(decimal, positive).map(([p, q]) => `["${p}","${q}","0",7]`)),
    rows: list(fc.tuple(decimal, exponent).map(([p, q]) => `[${p},${q}]`)),
    objects: list(
      fc.tuple(exponent, positive).map(([p, q]) => `{"qty":${q},"x":null,"price":${p}}`),
    ),
    unknown: fc.json({ maxDepth: 3 }).filter((text) => !text.includes('\\')),
  })
  .chain((fields) =>
    fc
      .shuffledSubarray(Object.entries(fields), { minLength: NAMES.length + 1 })
      .chain((entries) =>
        fc
          .constantFrom('', ' ', '\n\t')
          .map(
            (blank) =>
              `{${entries.map(([key, value]) => `${blank}"${key}"${blank}:${blank}${value}`).join(`${blank},`)}${blank}}${blank}`,
          ),
      ),
  );

describe('the byte reader of JSON messages', () => {
  it('reads what the whole parse reads, in any order of keys, with blanks and unknown keys', () => {
    let read = 0;
    fc.assert(
      fc.property(message, (text) => {
        const fast = readFast(Buffer.from(text));
        const slow = readSlow(text);
        // A decimal beyond the scale or 2^53 declines; everything else must be read.
        expect(fast).toEqual(slow);
        if (fast !== undefined) read++;
      }),
      { numRuns: 1000, seed: 4711 },
    );
    expect(read).toBeGreaterThan(300);
  });

  it('gives what the whole parse gives, or nothing, whatever is done to the message', () => {
    const outcomes = { same: 0, declined: 0 };
    fc.assert(
      fc.property(mutatedText(message), (bytes) => {
        const fast = readFast(bytes);
        if (fast === undefined) {
          outcomes.declined++;
          return;
        }
        outcomes.same++;
        expect(fast).toEqual(readSlow(Buffer.from(bytes).toString('utf8')));
      }),
      { numRuns: 5000, seed: 4712 },
    );
    expect(outcomes.same).toBeGreaterThan(200);
    expect(outcomes.declined).toBeGreaterThan(1000);
  });

  it('passes over any JSON without escapes, and over nothing else', () => {
    const anyText = fc.oneof(
      fc.json(),
      mutatedText(fc.json()).map((bytes) => Buffer.from(bytes).toString()),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        cursor.open(Buffer.from(text));
        cursor.skip();
        if (cursor.finished()) JSON.parse(text);
        else if (!text.includes('\\')) expect(() => JSON.parse(text) as unknown).toThrow();
      }),
      { numRuns: 3000, seed: 4713 },
    );
  });

  it.each([
    ['a key twice', '{"s":"A","s":"B"}'],
    ['an escape', '{"s":"\\u0041"}'],
    ['an escaped key', '{"\\u0073":"A"}'],
    ['text behind the message', '{"s":"A"} x'],
    ['half a message', '{"s":"A"'],
    ['a comma too many', '{"s":"A",}'],
    ['two commas', '{"s":"A",,"id":1}'],
    ['no comma', '{"s":"A" "id":1}'],
    ['no colon', '{"s" "A"}'],
    ['a number too large', '{"id":9007199254740992}'],
    ['an integer with an exponent', '{"id":1e3}'],
    ['an octal number', '{"id":017}'],
    ['minus zero', '{"id":-0}'],
    ['NaN', '{"n":NaN}'],
    ['an infinite number', '{"n":1e400}'],
    ['an over-precise number', '{"n":0.123456789}'],
    ['a number that ends in its point', '{"n":1.}'],
    ['a number with leading zeros', '{"n":007.5}'],
    ['a number in quotes where none is', '{"n":"1.5"}'],
    ['a bare number in quoted rows', '{"b":[[1,"2"]]}'],
    ['an exponent in quotes', '{"b":[["1e3","2"]]}'],
    ['a decimal of absurd length', `{"b":[["1.${'0'.repeat(80)}","2"]]}`],
    ['a negative quantity', '{"b":[["1","-2"]]}'],
    ['a short row', '{"b":[["1"]]}'],
    ['a row that is none', '{"b":["1","2"]}'],
    ['an object without its quantity', '{"objects":[{"price":1}]}'],
    ['an object with a price twice', '{"objects":[{"price":1,"price":1}]}'],
    ['a literal that is none', '{"ok":maybe}'],
    ['a bad value under an unknown key', '{"x":[tru]}'],
    ['a control character', '{"x":"\u0001"}'],
    ['a zero byte', '{"x":1}\u0000'],
    ['nesting beyond the limit', `{"x":${'['.repeat(40)}${']'.repeat(40)}}`],
    ['an array', '[]'],
    ['nothing', ''],
  ])('leaves %s to the whole parse', (_, text) => {
    expect(readFast(Buffer.from(text))).toBeUndefined();
    expect(cursor.ok && cursor.finished()).toBe(false);
  });

  it('takes as many levels as the limit and no more', () => {
    const rows = (count: number): string => Array<string>(count).fill('["1","2"]').join(',');
    for (const [count, ok] of [
      [LEVEL_LIMIT, true],
      [LEVEL_LIMIT + 1, false],
    ] as const) {
      batch.clear();
      cursor.open(Buffer.from(`[${rows(count)}]`));
      expect(readQuotedRows(cursor, batch, BID, 0, 0) && cursor.finished()).toBe(ok);
    }
  });

  it('reads eight decimals at every scale as the slow path does', () => {
    const text = fc
      .tuple(fc.nat({ max: 99_999 }), fc.nat({ max: 99_999_999 }), fc.constantFrom(1, 100, 10 ** 6))
      .map(([whole, part, step]) => `${whole}.${String(part - (part % step)).padStart(8, '0')}`);
    const odd = fc.constantFrom(
      '1.2345678',
      '1.123456789',
      '1.1234567x',
      '1.1234 678',
      '9007199254.74099300',
    );
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: text }, odd),
        fc.nat({ max: 15 }),
        (each, scale) => {
          batch.clear();
          cursor.open(Buffer.from(`[["${each}","1"]]`));
          const isRead = readQuotedRows(cursor, batch, BID, scale, 0) && cursor.finished();
          expect(isRead ? batch.price(0) : NaN).toEqual(scaledOf(each, scale));
        },
      ),
      { numRuns: 2000, seed: 4716 },
    );
  });

  it('goes back to levels that came before their symbol', () => {
    cursor.open(Buffer.from('{"b":[["1.5","2"]],"s":"A"}'));
    cursor.object();
    cursor.nextKey(KEYS);
    const place = cursor.at;
    cursor.skip();
    cursor.nextKey(KEYS);
    cursor.string();
    cursor.nextKey(KEYS);
    expect(cursor.finished()).toBe(true);
    cursor.readAgain(place);
    batch.clear();
    expect(readQuotedRows(cursor, batch, BID, 1, 0)).toBe(true);
    expect([batch.price(0), batch.quantity(0)]).toEqual([15, 2]);
  });

  it('keeps the trailing zeros of bare numbers in the scaled integer', () => {
    cursor.open(Buffer.from('[0.10000000,0.1,100]'));
    cursor.array();
    const values: number[] = [];
    while (cursor.nextElement()) {
      cursor.bareDecimal(number, 0, 8);
      values.push(number[0]!);
    }
    expect(values).toEqual([10_000_000, 10_000_000, 10_000_000_000]);
  });

  it('grows to any message', () => {
    const text = JSON.stringify({ s: 'A'.repeat(300_000) });
    cursor.open(Buffer.from(text));
    cursor.object();
    cursor.nextKey(KEYS);
    expect(cursor.string() && cursor.textEnd - cursor.textStart).toBe(300_000);
    expect(cursor.nextKey(KEYS)).toBe(KEY_END);
    expect(cursor.finished()).toBe(true);
  });
});

describe('names by their bytes', () => {
  it('are found as a Map finds them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 200 }), fc.string(), (names, other) => {
        const table = new ByteNames<number>();
        names.forEach((name, index) => table.add(name, index));
        for (const name of [...names, other]) {
          const bytes = Buffer.from(`x${name}y`);
          const index = names.indexOf(name);
          expect(table.find(bytes, 1, bytes.length - 1)).toBe(index < 0 ? undefined : index);
        }
      }),
      { numRuns: 100, seed: 4714 },
    );
  });
});
