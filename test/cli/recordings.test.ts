/** `books`, `replay` and `sim` as a user runs them, against models that share no code with them. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureMissing, capturePath } from '../feed/captures-path.js';
import * as itch from '../feed/itch-bytes.js';
import { NaiveItchBooks } from '../model/naive-itch-books.js';
import { makeFolder, runCommand } from './command.js';

interface BookLine {
  venue: string;
  symbol: string;
  state: string;
  seq: number | null;
  bids: [string, string][];
  asks: [string, string][];
}

const folder = makeFolder();
const simulated = join(folder, 'day.itch50');
const MESSAGES = 30_000;

const booksOf = (stdout: string): BookLine[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BookLine);

async function replayJson(file: string, ...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCommand([
    'replay',
    file,
    '--no-serve',
    '--json',
    ...args,
  ]);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

function expectBooks(lines: readonly BookLine[], model: NaiveItchBooks, depth: number): void {
  expect(lines.map((line) => line.symbol)).toEqual([...model.locates.keys()].sort());
  for (const line of lines) {
    expect(line.bids, line.symbol).toEqual(model.levels(line.symbol, 'B').slice(0, depth));
    expect(line.asks, line.symbol).toEqual(model.levels(line.symbol, 'S').slice(0, depth));
    expect(line.seq, line.symbol).toBe(model.changedAt(line.symbol));
  }
}

beforeAll(async () => {
  const args = [
    '--messages',
    String(MESSAGES),
    '--symbols',
    '7',
    '--seed',
    '11',
    '--out',
    simulated,
  ];
  const { code, stdout } = await runCommand(['sim', 'itch', ...args]);
  expect(code).toBe(0);
  expect(stdout).toContain('30,000 messages');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('bookcast sim itch', () => {
  it('writes the same bytes for the same options, other bytes for another seed', async () => {
    const again = join(folder, 'again.itch50');
    const other = join(folder, 'other.itch50');
    const args = ['sim', 'itch', '--messages', String(MESSAGES), '--symbols', '7'];
    await runCommand([...args, '--seed', '11', '--out', again]);
    await runCommand([...args, '--seed', '12', '--out', other]);
    expect(readFileSync(again).equals(readFileSync(simulated))).toBe(true);
    expect(readFileSync(other).equals(readFileSync(simulated))).toBe(false);
  });

  it('refuses a number that is none, and a file that it cannot write', async () => {
    const refused = await runCommand(['sim', 'itch', '--messages', 'many', '--out', simulated]);
    expect(refused).toMatchObject({ code: 2 });
    expect(refused.stderr).toContain('--messages many: expected a whole number');
    const unwritable = await runCommand([
      'sim',
      'itch',
      '--messages',
      '1000',
      '--out',
      join(folder, 'no', 'x'),
    ]);
    expect(unwritable.code).toBe(1);
    expect(unwritable.stderr).toContain('ENOENT');
  });
});

describe('bookcast books', () => {
  it('prints the books of an independent model, one JSON line each', async () => {
    const model = new NaiveItchBooks();
    model.readFile(readFileSync(simulated));
    const { code, stdout, stderr } = await runCommand(['books', simulated, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expectBooks(booksOf(stdout), model, Infinity);
    const shallow = await runCommand([
      'books',
      simulated,
      '--json',
      '--depth',
      '3',
      '--lanes',
      '3',
      '--format',
      'itch50',
    ]);
    expectBooks(booksOf(shallow.stdout), model, 3);
  });

  it('prints a table for people', async () => {
    const { stdout } = await runCommand(['books', simulated, '--depth', '2']);
    expect(stdout).toMatch(
      /^itch:\w+ {2}LIVE {2}seq \d+\n +quantity +bid +ask +quantity\n( +\d+ +\d+\.\d{4} +\d+\.\d{4} +\d+\n){2}/,
    );
  });

  it.skipIf(captureMissing('ritch-simulated.itch50.gz'))(
    'agrees on the RITCH file, whose books cross',
    async () => {
      const file = capturePath('ritch-simulated.itch50.gz');
      const model = new NaiveItchBooks();
      model.readFile(gunzipSync(readFileSync(file)));
      const { code, stdout } = await runCommand(['books', file, '--json']);
      expect(code).toBe(0);
      const lines = booksOf(stdout);
      expectBooks(lines, model, Infinity);
      expect(lines.map((line) => line.state)).toEqual(['CROSSED', 'CROSSED', 'CROSSED']);
      expect(model.unknownOrders).toBe(117);
      expect(await replayJson(file)).toMatchObject({
        messages: 12_012,
        unknownOrders: 117,
        gaps: 0,
      });
    },
  );
});

describe('a file that contradicts itself', () => {
  const file = join(folder, 'contradicts.itch50');
  beforeAll(() =>
    writeFileSync(
      file,
      itch.binaryFile([
        itch.directory(5, 'ACME'),
        itch.directory(9, 'ZYX'),
        itch.addOrder(5, 1n, 'B', 10, 'ACME', 10_000),
        itch.addOrder(5, 1n, 'B', 20, 'ACME', 10_000),
        itch.cancel(5, 1n, 30),
        itch.addOrder(9, 1n, 'B', 10, 'ZYX', 10_000),
        itch.addOrder(9, 2n, 'B', 10, 'ACME', 10_000),
        itch.tradingAction(5, 'ACME', 'T'),
      ]),
    ),
  );

  it('has a stale book, and books says so in one line', async () => {
    const { code, stdout, stderr } = await runCommand(['books', file, '--json']);
    expect(code).toBe(0);
    expect(booksOf(stdout).map(({ symbol, state }) => [symbol, state])).toEqual([
      ['ACME', 'STALE'],
      ['ZYX', 'LIVE'],
    ]);
    expect(stderr).toMatch(/^bookcast: 2 changes contradict their books and were refused.*\n$/);
  });

  it('is replayed with a count of what was refused', async () => {
    expect(await replayJson(file)).toMatchObject({ refusedChanges: 2, refusedValues: 1 });
    const { stdout } = await runCommand(['replay', file, '--no-serve']);
    expect(stdout).toMatch(/^refused changes +2$/m);
  });
});

describe('bookcast replay --no-serve', () => {
  it('tells at least what the design promises', async () => {
    const result = await replayJson(simulated, '--speed', 'max', '--digest');
    const numbers = [
      'messages',
      'events',
      'frames',
      'seconds',
      'messagesPerSecond',
      'gaps',
      'verified',
      'unverifiable',
      'verifyFailures',
    ];
    for (const name of numbers) expect(result[name], name).toBeTypeOf('number');
    expect(result).toMatchObject({
      messages: MESSAGES,
      gcCount: { feed: expect.any(Number), lane: expect.any(Number) },
    });
    expect(result['digest']).toMatch(/^[0-9a-f]{64}$/);
    expect(result['frames']).toBeGreaterThan(0);
  });

  it('gives one digest for any lanes, cut, speed and repetition', async () => {
    const variants = [
      ['--lanes', '1'],
      ['--lanes', '3'],
      ['--cut', 'message'],
      ['--speed', '1000000x', '--lanes', '2'],
      ['--rings-event-slot-count', '256'],
      ['--lane-batch-event-limit', '1'],
    ];
    const digests = new Set<unknown>();
    for (const variant of variants)
      digests.add((await replayJson(simulated, '--digest', ...variant))['digest']);
    expect([...digests]).toHaveLength(1);
  });

  it('gives another digest when a single byte of a price differs', async () => {
    const bytes = readFileSync(simulated);
    // The last add order of the file: its price is the 4 bytes before the message's end.
    let at = 0;
    let lastPrice = 0;
    while (at < bytes.length) {
      const length = bytes.readUInt16BE(at);
      if (bytes[at + 2] === 'A'.charCodeAt(0)) lastPrice = at + 2 + 32;
      at += 2 + length;
    }
    bytes.writeUInt32BE(bytes.readUInt32BE(lastPrice) + 100, lastPrice);
    const changed = join(folder, 'changed.itch50');
    writeFileSync(changed, bytes);
    const [before, after] = [
      await replayJson(simulated, '--digest'),
      await replayJson(changed, '--digest'),
    ];
    expect(after['digest']).not.toBe(before['digest']);
  });

  it.skipIf(captureMissing('binance-us-spot.jsonl.zst'))(
    'verifies the Binance capture, the same at max and at 1000x, in 1 and 3 lanes',
    async () => {
      const file = capturePath('binance-us-spot.jsonl.zst');
      const first = await replayJson(file, '--digest');
      expect(first).toMatchObject({ verified: 56, verifyFailures: 0, unverifiable: 72, gaps: 0 });
      for (const args of [
        ['--lanes', '3'],
        ['--speed', '1000x'],
      ]) {
        expect(await replayJson(file, '--digest', ...args)).toMatchObject({
          digest: first['digest'],
          verified: 56,
        });
      }
    },
  );
});

describe('a file that breaks off', () => {
  it('keeps what was good, says where, exits 1', async () => {
    const cut = join(folder, 'cut.itch50');
    const whole = readFileSync(simulated);
    const bytes = whole.subarray(0, Math.floor(whole.length / 2) - 5);
    writeFileSync(cut, bytes);
    const { code, stdout, stderr } = await runCommand(['books', cut, '--json']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/cut\.itch50: .* byte \d+.*messages that are good were kept/);
    const model = new NaiveItchBooks();
    const good = Number(/byte (\d+)/.exec(stderr)![1]);
    model.readFile(bytes.subarray(0, good));
    expectBooks(booksOf(stdout), model, Infinity);
    const replayed = await runCommand(['replay', cut, '--no-serve', '--json']);
    expect(replayed.code).toBe(1);
    expect(JSON.parse(replayed.stdout)).toMatchObject({
      messages: model.messages,
      error: { byteOffset: good },
    });
  });

  it.each([
    ['text', 'hello, this is no recording\n', 'looks like'],
    ['nothing', '', 'is empty'],
  ])('or is %s is refused with exit 1', async (_what, content, message) => {
    const file = join(folder, 'wrong');
    writeFileSync(file, content);
    const { code, stdout, stderr } = await runCommand(['books', file, '--json']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
