import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ItchFileFeed } from '../../src/feed/itch-file-feed.js';
import type { FeedSummary } from '../../src/feed/source.js';
import { ItchGenerator } from '../../src/feed/source/simulator/generate-itch.js';
import { captureMissing, capturePath } from './captures-path.js';
import { drainSource } from './drain-source.js';
import { EventRecorder, ListRegister, type RecordedEvent } from './itch-event-recorder.js';
import * as itch from './itch-bytes.js';
import { nextSourceNs, pacingUntil } from './source-turns.js';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bookcast-itch-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

let fileCount = 0;
async function fileOf(content: Uint8Array): Promise<string> {
  const path = join(directory, `${++fileCount}.itch50`);
  await writeFile(path, content);
  return path;
}

interface Replayed {
  readonly events: readonly RecordedEvent[];
  readonly symbols: readonly string[];
  readonly summary: FeedSummary;
}

async function replay(file: string, chunkBytes?: number, batchLimit?: number): Promise<Replayed> {
  const sink = new EventRecorder();
  const register = new ListRegister();
  const source = new ItchFileFeed({
    file,
    sink,
    register,
    ...(chunkBytes === undefined ? {} : { chunkBytes }),
  });
  await source.open();
  await drainSource(source, batchLimit);
  const summary = source.summary();
  await source.close();
  return { events: sink.events, symbols: register.definitions.map((each) => each.symbol), summary };
}

const replayBytes = async (content: Uint8Array, chunkBytes?: number): Promise<Replayed> =>
  replay(await fileOf(content), chunkBytes);

const opening = async (content: Uint8Array): Promise<unknown> => replay(await fileOf(content));

/** A small day: stocks, orders, an ending. */
const DAY = [
  itch.systemEvent('O'),
  itch.directory(1, 'ACME'),
  ...Array.from({ length: 40 }, (_, i) =>
    itch.addOrder(1, BigInt(i), i % 2 ? 'B' : 'S', 100 + i, 'ACME', 10_000 + i),
  ),
  ...itch.silentMessages(1, 'ACME'),
  ...Array.from({ length: 20 }, (_, i) => itch.deleteOrder(1, BigInt(i))),
  itch.systemEvent('C'),
];

function generated(messages: number, symbols: number, seed: number): Uint8Array {
  const generator = new ItchGenerator({ messages, symbols, seed });
  const bytes = new Uint8Array(messages * 64);
  return bytes.subarray(0, generator.fill(bytes));
}

/** Incompressible bytes, the same every time. */
const noise = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 11) & 0xff);

describe('an ITCH file', () => {
  it('leads to the same events in chunks and batches of any size, plain, gzipped or without lengths', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 500 }),
        fc.constantFrom('plain', 'gzip', 'zero-lengths'),
        async (chunkBytes, batchLimit, form) => {
          const plain = itch.binaryFile(DAY, form === 'zero-lengths');
          const content = form === 'gzip' ? gzipSync(plain) : plain;
          const whole = await replayBytes(itch.binaryFile(DAY));
          const cut = await replay(await fileOf(content), chunkBytes, batchLimit);
          expect(cut).toEqual(whole);
          expect(cut.summary).toMatchObject({ messages: DAY.length });
          expect(cut.summary.error).toBeUndefined();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is read to its end over many chunks', async () => {
    const { summary, symbols } = await replayBytes(generated(60_000, 20, 1), 256 * 1024);
    expect(summary.messages).toBe(60_000);
    expect(symbols).toHaveLength(20);
    expect(summary.error).toBeUndefined();
  });

  it('may end with an empty message, as a BinaryFILE session does', async () => {
    const { summary } = await replayBytes(
      Buffer.concat([itch.binaryFile(DAY), Buffer.from([0, 0])]),
    );
    expect(summary.messages).toBe(DAY.length);
    expect(summary.error).toBeUndefined();
  });

  it('hands on only what is due', async () => {
    const times = [10, 20, 20, 30];
    const messages = times.map((ns, i) => itch.addOrder(1, BigInt(i), 'B', 1, 'ACME', 1, ns));
    const source = new ItchFileFeed({
      file: await fileOf(itch.binaryFile(messages)),
      sink: new EventRecorder(),
      register: new ListRegister(),
    });
    await source.open();
    const stamps: number[] = [];
    const until = (ns: number) => pacingUntil(ns, (sourceNs) => stamps.push(sourceNs));
    expect(nextSourceNs(source)).toBe(10);
    expect(source.deliver(10, until(9))).toBe(0);
    expect(source.deliver(2, until(20))).toBe(2);
    expect(source.deliver(10, until(20))).toBe(1);
    expect(nextSourceNs(source)).toBe(30);
    expect(source.deliver(10, until(30))).toBe(1);
    await source.refill();
    expect(nextSourceNs(source)).toBe(Infinity);
    expect(stamps).toEqual(times);
    await source.close();
  });

  it('has venue times of its trading day in New York when it is given one', async () => {
    const file = await fileOf(itch.binaryFile([itch.directory(1, 'ACME', 'N', 1)]));
    const sink = new EventRecorder();
    const source = new ItchFileFeed({
      file,
      sink,
      register: new ListRegister(),
      date: '2019-12-30',
    });
    await source.open();
    await drainSource(source);
    await source.close();
    expect(sink.events).toHaveLength(2);
    expect(sink.venueNs).toEqual([1577682000000000001n, 1577682000000000001n]);
    expect(
      () => new ItchFileFeed({ file, sink, register: new ListRegister(), date: '30.12.2019' }),
    ).toThrow(/YYYY-MM-DD/);
  });
});

describe('a damaged ITCH file', () => {
  it('is delivered up to the message that is cut off, wherever it is cut', async () => {
    const content = itch.binaryFile(DAY);
    const whole = await replayBytes(content);
    const lastBytes = DAY.at(-1)!.length + 2;
    const lastStart = content.length - lastBytes;
    for (let length = lastStart + 1; length < content.length; length++) {
      const { summary, events } = await replayBytes(content.subarray(0, length), 1000);
      expect(summary.messages).toBe(DAY.length - 1);
      expect(events).toEqual(whole.events.slice(0, events.length));
      expect(summary.error).toMatchObject({ code: 'truncated', byteOffset: lastStart });
      expect(summary.error!.message).toContain(`at byte ${lastStart}`);
    }
  });

  it('stops at a message of the wrong length, saying type, lengths and byte', async () => {
    const good = itch.binaryFile(DAY.slice(0, 10));
    const bad = Buffer.concat([
      itch.pack([2, 37]),
      itch.addOrder(1, 1n, 'B', 1, 'ACME', 1),
      Buffer.alloc(1),
    ]);
    const { summary } = await replayBytes(Buffer.concat([good, bad, itch.binaryFile(DAY)]));
    expect(summary.messages).toBe(10);
    expect(summary.error).toMatchObject({ code: 'wrong-message-length', byteOffset: good.length });
    expect(summary.error!.message).toContain(
      `message at byte ${good.length} of type A (add order) has 37 bytes, expected 36`,
    );
  });

  it('is told as damaged, not as another format, when its first message has the wrong length', async () => {
    const { summary } = await replayBytes(
      Buffer.concat([itch.pack([2, 13]), DAY[0]!, Buffer.alloc(1)]),
    );
    expect(summary.error).toMatchObject({ code: 'wrong-message-length', byteOffset: 0 });
  });

  it('stops at a byte that is no message type', async () => {
    const good = itch.binaryFile(DAY.slice(0, 10));
    for (const [type, shown] of [
      ['Z', 'type Z'],
      ['\x01', 'type 0x01'],
    ] as const) {
      const { summary } = await replayBytes(Buffer.concat([good, itch.pack([2, 5], type, 'abcd')]));
      expect(summary.messages).toBe(10);
      expect(summary.error).toMatchObject({
        code: 'unknown-message-type',
        byteOffset: good.length,
      });
      expect(summary.error!.message).toContain(shown);
    }
  });

  it('is delivered as far as a cut gzip stream inflates', async () => {
    const content = generated(20_000, 5, 2);
    const packed = gzipSync(content);
    const whole = await replayBytes(content);
    for (const length of [packed.length - 1, packed.length - 9, packed.length >> 1]) {
      const { summary, events } = await replayBytes(packed.subarray(0, length));
      expect(summary.error).toMatchObject({ code: 'truncated', byteOffset: length });
      expect(summary.error!.message).toContain(`cut off at byte ${length} of the compressed file`);
      expect(summary.messages).toBeGreaterThan(8000);
      expect(events).toEqual(whole.events.slice(0, events.length));
    }
  });

  it('is delivered up to the damage in a gzip stream, not just up to the last good chunk', async () => {
    const content = generated(20_000, 5, 3);
    const packed = gzipSync(content);
    const half = packed.length >> 1;
    const damaged = Buffer.concat([packed.subarray(0, half), noise(packed.length - half)]);
    const whole = await replayBytes(content);
    const { summary, events } = await replayBytes(damaged);
    expect(summary.error!.code).toMatch(
      /damaged-compression|unknown-message-type|wrong-message-length/,
    );
    const atDamage = await replayBytes(packed.subarray(0, half));
    expect(summary.messages).toBeGreaterThanOrEqual(atDamage.summary.messages - 1);
    const same = atDamage.events.length - 1;
    expect(events.slice(0, same)).toEqual(whole.events.slice(0, same));
  });

  it('never throws and never invents a message, whatever byte is wrong', async () => {
    const content = itch.binaryFile(DAY);
    const whole = await replayBytes(content);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: content.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const changed = Buffer.from(content);
          changed[at]! ^= flip;
          const result = await replayBytes(changed).catch((error: unknown) => {
            expect(error).toMatchObject({ name: 'FeedError', code: 'wrong-format' });
            return undefined;
          });
          if (result === undefined) {
            expect(at).toBeLessThan(3);
            return;
          }
          expect(result.summary.messages).toBeLessThanOrEqual(DAY.length);
          const untouched = whole.events.filter(
            (event) => event.sequence < result.summary.messages,
          ).length;
          if (result.summary.error) {
            expect(result.events.slice(0, untouched)).toEqual(whole.events.slice(0, untouched));
          }
        },
      ),
    );
  });
});

describe('what is no ITCH file', () => {
  it.each([
    ['JSON text', Buffer.from('{"t":"header","format":2}\n')],
    ['plain text', Buffer.from('hello, this is no market data at all\n')],
    ['a zstd file', Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0, 0, 0])],
    ['a zip archive', Buffer.from('PK\x03\x04 and so on')],
    ['a pcap capture', Buffer.from([0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0])],
    ['no format we know', Buffer.from([0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa])],
  ])('is refused as %s', async (name, content) => {
    await expect(opening(content)).rejects.toMatchObject({
      name: 'FeedError',
      code: 'wrong-format',
      byteOffset: 0,
      message: expect.stringContaining(name) as string,
    });
    await expect(opening(gzipSync(content))).rejects.toMatchObject({ code: 'wrong-format' });
  });

  it('is refused when there is nothing in it, nothing there, or a directory', async () => {
    await expect(opening(Buffer.alloc(0))).rejects.toMatchObject({ code: 'file-empty' });
    await expect(opening(gzipSync(Buffer.alloc(0)))).rejects.toMatchObject({ code: 'file-empty' });
    await expect(opening(Buffer.from([0x1f, 0x8b]))).rejects.toMatchObject({ code: 'truncated' });
    await expect(replay(join(directory, 'absent'))).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(replay(directory)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});

describe.skipIf(captureMissing('ritch-simulated.itch50.gz'))('the RITCH capture', () => {
  it('has every message, and 117 references to orders that nobody added', async () => {
    const { summary, symbols, events } = await replay(
      capturePath('ritch-simulated.itch50.gz'),
      10_000,
    );
    expect(summary.messagesByType).toEqual({
      S: 6,
      R: 3,
      H: 3,
      A: 4997,
      F: 3,
      E: 198,
      X: 45,
      D: 1745,
      U: 12,
      P: 5000,
    });
    expect(summary).toMatchObject({ messages: 12_012, undeclaredInstruments: 0, refusedValues: 0 });
    expect(symbols).toEqual(['ALC', 'BOB', 'CHAR']);
    const quantities = new Map<bigint, number>();
    let unknown = 0;
    for (const { type, id, id2, quantity } of events) {
      if (type === 'order-add') quantities.set(id!, quantity!);
      if (!['order-reduce', 'order-replace', 'order-delete'].includes(type)) continue;
      const left = quantities.get(id!);
      if (left === undefined) unknown++;
      quantities.delete(id!);
      if (left === undefined) continue;
      if (type === 'order-replace') quantities.set(id2!, quantity!);
      if (type === 'order-reduce' && left > quantity!) quantities.set(id!, left - quantity!);
    }
    expect(unknown).toBe(117);
  });
});
