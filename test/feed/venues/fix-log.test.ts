/** Logs of FIX messages as books: the samples of five counterparties, and what logs look like. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { detectFormat } from '../../../src/feed/detect-format.js';
import { FixLogSource } from '../../../src/feed/fix-log-source.js';
import { NaiveL2Book, exact, plain } from '../../model/naive-l2-book.js';
import { captureMissing, capturePath } from '../captures-path.js';
import { drainSource } from '../drain-source.js';
import { EventApplier, EventRecorder } from '../event-recorder.js';
import { fixText } from './fix-bench.js';

const SAMPLES = 'fix-samples.txt';
const folder = mkdtempSync(join(tmpdir(), 'bookcast-fix-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function booksOf(path: string, profile?: string) {
  const recorder = new EventRecorder();
  const source = new FixLogSource({
    path,
    sink: recorder,
    register: recorder,
    ...(profile === undefined ? {} : { profile }),
  });
  await source.open();
  await drainSource(source);
  const applier = new EventApplier(recorder.definitions);
  for (const event of recorder.take()) applier.apply(event);
  await source.close();
  const books = new Map(
    recorder.definitions.map(({ venue, symbol }, id) => {
      const { state, reason, book, trades } = applier.books.get(id)!;
      return [`${venue}:${symbol}`, { state, reason, book, trades }] as const;
    }),
  );
  return { books, summary: source.summary() };
}

const rows = (book: NaiveL2Book): unknown => [book.levels('bid'), book.levels('ask')];

/** The last image among the samples from a counterparty to a client, entry by entry. */
function imageOf(sender: string, target: string): NaiveL2Book {
  const book = new NaiveL2Book();
  const sums = new Map<string, bigint>();
  for (const line of readFileSync(capturePath(SAMPLES), 'utf8').split('\n')) {
    const isMeant = line.includes(`|49=${sender}|`) && line.includes(`|56=${target}|`);
    if (!line.startsWith('VALID') || !isMeant || !line.includes('|35=W|')) continue;
    sums.clear();
    for (const [, type, price, size] of line.matchAll(
      /\|269=([01])\|270=([\d.]+)\|271=([\d.]+)/g,
    )) {
      const key = `${type}/${price}`;
      sums.set(key, (sums.get(key) ?? 0n) + exact(size!));
    }
  }
  for (const [key, sum] of sums) {
    const [type, price] = key.split('/') as [string, string];
    book.set(type === '0' ? 'bid' : 'ask', price, plain(sum));
  }
  return book;
}

describe.skipIf(captureMissing(SAMPLES))('the samples', () => {
  it('give the books of whole images, and no others', async () => {
    const { books } = await booksOf(capturePath(SAMPLES));
    const live = [...books].filter(([, { state }]) => state === 'LIVE').map(([name]) => name);
    expect(live.sort()).toEqual([
      'bfxfix:tBTCUSD',
      'cnx:EUR/USD',
      'cserver-2:1',
      'lmxbdm-2:EUR/USD',
      'lmxbdm:EUR/USD',
    ]);
    for (const [name, sender, target] of [
      ['cserver-2:1', 'CSERVER', 'demo.icmarkets.8088608'],
      ['lmxbdm:EUR/USD', 'LMXBDM', 'SMdemo'],
      ['lmxbdm-2:EUR/USD', 'LMXBDM', 'Amaroks'],
    ] as const) {
      expect([name, rows(books.get(name)!.book)]).toEqual([name, rows(imageOf(sender, target))]);
    }
  });

  it('leave cTrader’s book STALE, whose image is invalid', async () => {
    const { books } = await booksOf(capturePath(SAMPLES));
    const { state, reason, book } = books.get('cserver:1')!;
    expect([state, reason, rows(book)]).toEqual(['STALE', 'awaiting-image', [[], []]]);
  });

  it('take Bitfinex’s offer away, and tell its trade', async () => {
    const { books } = await booksOf(capturePath(SAMPLES));
    const { book, trades } = books.get('bfxfix:tBTCUSD')!;
    expect([rows(book), trades]).toEqual([[[['1663.9', '0.04']], []], 1]);
  });

  it('replace a slot of Currenex’s ladder, from an empty book on', async () => {
    const { books } = await booksOf(capturePath(SAMPLES));
    const { book } = books.get('cnx:EUR/USD')!;
    expect(rows(book)).toEqual([[['1.35259', '500000']], [['1.3527', '2100000']]]);
    expect(books.get('cnx:USD/CHF')!.state).toBe('STALE');
  });

  it('are counted, the invalid ones apart', async () => {
    const { summary } = await booksOf(capturePath(SAMPLES));
    expect([summary.messages, summary.refusals!['garbled']]).toEqual([25, 4]);
    expect(summary.messagesByType).toMatchObject({ X: 12, W: 4, Y: 1, y: 1 });
  });
});

const written = (name: string, lines: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`, 'latin1');
  return path;
};

const W = '35=W|55=A|268=2|269=0|270=10|271=1|269=1|270=11|271=2|';
const X = '35=X|268=1|279=1|269=1|55=A|270=11|271=5|';

describe('a log of FIX messages', () => {
  it.each([
    ['\x01', '20261121-09:30:00.000 : '],
    ['|', '2026-11-21 09:30:00 INFO <VENUE->US, incoming> ('],
    ['^A', ''],
    ['<SOH>', '09:30 in '],
  ])(
    'is read with %j between its fields, whatever is in front of a message',
    async (soh, prefix) => {
      const lines = [W, X].map((each) => prefix + fixText(each).replaceAll('\x01', soh));
      const path = written(`log-${soh.length}-${prefix.length}.txt`, ['# a comment', ...lines]);
      expect(await detectFormat(path)).toBe('fix');
      const { books } = await booksOf(path);
      expect(books.get('venue:A')).toMatchObject({ state: 'LIVE' });
      expect(rows(books.get('venue:A')!.book)).toEqual([[['10', '1']], [['11', '5']]]);
    },
  );

  it('makes the books of a session STALE where one of its messages is damaged', async () => {
    const damaged = fixText(X).replace('271=5', '271=6');
    const { books, summary } = await booksOf(written('damaged.txt', [fixText(W), damaged]));
    expect([books.get('venue:A')!.state, summary.refusals]).toEqual(['STALE', { garbled: 1 }]);
    const again = await booksOf(written('again.txt', [fixText(W), damaged, fixText(W)]));
    expect(again.books.get('venue:A')!.state).toBe('LIVE');
  });

  it('does not apply what was sent again (43=Y) and is there already', async () => {
    const change = fixText('35=X|268=1|279=2|269=1|55=A|270=11|');
    const sequence = /\x0134=(\d+)\x01/.exec(change)![1]!;
    const again = fixText('35=X|43=Y|268=1|279=2|269=1|55=A|270=11|');
    const resent = again.replace(/\x0134=\d+\x01/, `\x0134=${sequence}\x01`);
    const { books } = await booksOf(written('resent.txt', [fixText(W), change, summed(resent)]));
    expect(books.get('venue:A')!.state).toBe('LIVE');
  });

  it('by level has as many levels as its first image, and RptSeq counts where there is one', async () => {
    const level = (price: number): string => `269=0|270=${price}|271=1|1023=${21 - price}|`;
    const image = Array.from({ length: 12 }, (_, i) => level(20 - i)).join('');
    const change = '35=X|268=1|279=1|269=0|55=A|270=9|271=5|1023=12|';
    for (const [name, first, next] of [
      ['none', '', ''],
      ['counted', '83=4|', '83=5|'],
    ] as const) {
      const lines = [`35=W|55=A|${first}268=12|${image}`, change + next].map(fixText);
      const { books } = await booksOf(written(`levels-${name}.txt`, lines));
      const { state, book } = books.get('venue:A')!;
      expect([name, state, book.levels('bid').at(-1)]).toEqual([name, 'LIVE', ['9', '5']]);
    }
    const gap = [`35=W|55=A|83=4|268=12|${image}`, `${change}83=6|`].map(fixText);
    const { books } = await booksOf(written('levels-gap.txt', gap));
    expect(books.get('venue:A')!.state).toBe('STALE');
  });

  it('reads counterparties that nobody knows by the profile that is named', async () => {
    const zero = fixText('35=X|268=1|279=2|269=1|55=A|270=0|');
    const lines = [fixText(W), zero];
    expect((await booksOf(written('zero.txt', lines))).books.get('venue:A')!.state).toBe('STALE');
    const { books } = await booksOf(written('zero.txt', lines), 'bitfinex');
    expect(rows(books.get('venue:A')!.book)).toEqual([[['10', '1']], []]);
  });
});

/** BodyLength and CheckSum made right again. */
function summed(text: string): string {
  const body = text.slice(text.indexOf('\x0135=') + 1, text.lastIndexOf('10='));
  const head = `8=FIX.4.4\x019=${body.length}\x01${body}`;
  const sum = [...Buffer.from(head, 'latin1')].reduce((total, byte) => total + byte, 0) % 256;
  return `${head}10=${String(sum).padStart(3, '0')}\x01`;
}
