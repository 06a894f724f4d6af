import { compress } from '@mongodb-js/zstd';
import fc from 'fast-check';
import type { FileHandle } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { FeedError } from '../../src/feed/source/feed-error.js';
import {
  makeStreamingDecoder,
  makeWholeFrameDecoder,
  type MakeFrameDecoder,
} from '../../src/feed/source/zstd-decoder.js';
import { ZstdReader } from '../../src/feed/source/zstd-reader.js';

/** The one that this Node.js has not is left out: CI runs both versions. */
const DECODERS: [string, MakeFrameDecoder][] = [
  ['the whole-frame decoder', (sink) => makeWholeFrameDecoder(sink)],
  ...(makeStreamingDecoder
    ? [['the streaming decoder', makeStreamingDecoder] satisfies [string, MakeFrameDecoder]]
    : []),
];

interface Content {
  readonly bytes: Buffer;
  readonly error: FeedError | undefined;
}

/** A file in memory; `badFrom`: the disk fails from there on. */
const fileOf = (packed: Uint8Array, badFrom = Infinity): FileHandle =>
  ({
    read: (target: Uint8Array, at: number, limit: number, position: number) => {
      if (position >= badFrom) return Promise.reject(new Error('EIO'));
      const part = packed.subarray(position, Math.min(position + limit, badFrom));
      target.set(part, at);
      return Promise.resolve({ bytesRead: part.length, buffer: target });
    },
  }) as unknown as FileHandle;

async function readAll(
  packed: Uint8Array,
  makeDecoder: MakeFrameDecoder,
  { chunkBytes = 100_000, badFrom = Infinity } = {},
): Promise<Content> {
  const reader = new ZstdReader(fileOf(packed, badFrom), 'x.zst', makeDecoder);
  const parts: Buffer[] = [];
  try {
    for (;;) {
      const target = Buffer.alloc(chunkBytes);
      const count = await reader.read(target, 0, chunkBytes);
      if (count === 0) break;
      parts.push(target.subarray(0, count));
    }
  } catch (error) {
    if (!(error instanceof FeedError)) throw error;
    return { bytes: Buffer.concat(parts), error };
  }
  expect(reader.fileBytesRead).toBe(packed.length);
  return { bytes: Buffer.concat(parts), error: undefined };
}

/** Text with the repetition of real messages, and noise. */
const content = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.integer().map((n) => `{"price":"${n}.50","side":"bid"}`.repeat(1 + (Math.abs(n) % 200))),
      fc.integer({ min: 1, max: 300_000 }).map((n) => 'a'.repeat(n)),
      fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    ),
    { maxLength: 8 },
  )
  .map((parts) => Buffer.from(parts.join('')));

/** Bytes that do not compress: every block is full. */
function noise(count: number): Buffer {
  let word = 1;
  const next = (): number => (word = (Math.imul(word, 1664525) + 1013904223) | 0) >>> 24;
  return Buffer.from(Array.from({ length: count }, next));
}

/** Where the blocks of a frame without a checksum begin, for a header of six bytes. */
function blockStarts(packed: Buffer): number[] {
  const starts: number[] = [];
  let at = 6;
  while (at < packed.length) {
    starts.push(at);
    at += 3 + (packed.readUIntLE(at, 3) >> 3);
  }
  expect(at).toBe(packed.length);
  return starts;
}

const SKIPPABLE = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5]);

/** Written by node:zlib with a checksum: content size in the header; and three blocks without one. */
const CHECKED = {
  size: 'KLUv/WRpAu0FAKLJHx9QZVgHKGAThzV4GvJmalcbsJ5SYcF13czgDsXMImYNxf29dEZTipkhK37saC4yg/Dx8aJjcLXoGmPtrbgi/146Q132JeIyen/amTypx33IPh0CeL9J0PoU90b9xaA0Dn06YYAEkILg/bo0k6EB9Wn17Tw8jvL0pyazMu/bRwEZAMDDAxMDDw9MBB4DRA088cKYA7w7MAe8Q2EiBjwxMAd4d2AO8O7AHPDuRzAHvNsilAHnAE+c1w8KCvLgloc=',
  blocks:
    'KLUv/QRYBAUAoggdH1BHVWMIeOgYLemO7+9CLEBG1cy5iF9GGUNyY2ZZPQREvR5dsRqCvEV40DWEHdAdrR2PQQbX9egK47hHguP0LqlcVsZbu0RXSwbvT4EyI6LWaW8EmAdSVgMckkISYHifzSMd5WCu2E7lQAQxq6O5yOm806cRAMATA3PAOxQmYsATA3OAdwfmAO8OzAHvfgRzwLstQhlwDvDEef2goIUBANg4NTQ2OTM2MTEwMTc2MTExMDA0LjVcIn0ifQoIAMDDAnMADwvMAd4dmAPe9X5WEPLgloc=',
};

describe.each(DECODERS)('a Zstandard file read by %s', (_, makeDecoder) => {
  it('has the content that was compressed, at every level, read in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.constantFrom(1, 3, 7, 12, 19, 22),
        fc.integer({ min: 1000, max: 400_000 }),
        async (bytes, level, chunkBytes) => {
          const packed = await compress(bytes, level);
          const read = await readAll(packed, makeDecoder, { chunkBytes });
          expect(read.error).toBeUndefined();
          expect(read.bytes.equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  }, 120_000);

  it('has the content of all its frames, without the skippable ones', async () => {
    const frames = await Promise.all(['one', 'two', ''].map((text) => compress(Buffer.from(text))));
    const [one, two, empty] = frames as [Buffer, Buffer, Buffer];
    const packed = Buffer.concat([SKIPPABLE, one, empty, SKIPPABLE, two, SKIPPABLE]);
    const { bytes, error } = await readAll(packed, makeDecoder);
    expect([bytes.toString(), error]).toEqual(['onetwo', undefined]);
  });

  it('hands on every whole block before a cut, and knows that it is cut', async () => {
    const bytes = noise(400_000);
    const packed = await compress(bytes);
    for (const length of [4, 5, 8, 1000, 140_000, 300_000, packed.length - 1]) {
      const cut = await readAll(packed.subarray(0, length), makeDecoder);
      expect(cut.error).toMatchObject({ code: 'truncated', byteOffset: cut.bytes.length });
      expect(cut.error!.message).toMatch(/is cut off at byte \d+, inside .* begins at byte \d+/);
      expect(cut.bytes.length).toBe(Math.floor(length / 131_072) * 131_072);
      expect(cut.bytes.equals(bytes.subarray(0, cut.bytes.length))).toBe(true);
    }
  });

  it('hands on the frames before one that is cut or missing', async () => {
    const [one, two] = await Promise.all([
      compress(Buffer.from('one')),
      compress(Buffer.from('two')),
    ]);
    for (let kept = 1; kept < two.length; kept++) {
      const cut = await readAll(Buffer.concat([one, two.subarray(0, kept)]), makeDecoder);
      expect([cut.bytes.toString(), cut.error?.code]).toEqual(['one', 'truncated']);
    }
    const other = await readAll(Buffer.concat([one, Buffer.from('garbage')]), makeDecoder);
    expect([other.bytes.toString(), other.error?.code]).toEqual(['one', 'damaged-compression']);
    expect(other.error!.message).toContain(`compressed byte ${one.length}, content byte 3`);
  });

  it('hands on every good block before a damaged one and says where that begins', async () => {
    const block = Buffer.from('{"price":"17.50","side":"bid"} '.repeat(4229)).subarray(0, 131_072);
    const bytes = Buffer.concat(
      Array.from({ length: 9 }, (_, i) => Buffer.from(block).fill(i, 0, 9)),
    );
    const packed = await compress(bytes);
    // An empty one ends it.
    const starts = blockStarts(packed).slice(0, -1);
    expect(starts.length).toBe(9);
    for (const [index, start] of starts.entries()) {
      const broken = Buffer.from(packed);
      broken.fill(0xff, start + 3, start + 9);
      const read = await readAll(broken, makeDecoder);
      expect(read.error).toMatchObject({ code: 'damaged-compression' });
      expect(read.error!.message).toContain(`compressed byte ${start}, `);
      expect(read.bytes.equals(bytes.subarray(0, index * 131_072))).toBe(true);
    }
  });

  it.each(Object.entries(CHECKED))(
    'is never silently another one: any flip is an error or changes nothing (%s)',
    async (_name, base64) => {
      const packed = Buffer.from(base64, 'base64');
      const right = await readAll(packed, makeDecoder);
      expect([right.error, right.bytes.length]).toEqual([undefined, 873]);
      let checksumCount = 0;
      for (let at = 0; at < packed.length; at++) {
        for (const mask of [0x01, 0x10, 0x80, 0xff]) {
          const flipped = Buffer.from(packed);
          flipped[at]! ^= mask;
          const read = await readAll(flipped, makeDecoder);
          if (!read.error) expect(read.bytes.equals(right.bytes), `byte ${at}`).toBe(true);
          else if (read.error.message.includes("doesn't match checksum")) checksumCount++;
        }
      }
      // Else the file would not show what it is to show.
      expect(checksumCount).toBeGreaterThan(100);
    },
    60_000,
  );

  it('never fails with anything but its own error on damaged input', async () => {
    const packed = await compress(Buffer.from('{"t":"recv","data":"17.5"}'.repeat(400)), 12);
    const edits = fc.array(fc.tuple(fc.nat({ max: packed.length - 1 }), fc.nat({ max: 255 })));
    await fc.assert(
      fc.asyncProperty(edits, fc.uint8Array({ maxLength: 60 }), async (changes, tail) => {
        const broken = Buffer.from(packed);
        for (const [at, byte] of changes) broken[at] = byte;
        await readAll(broken, makeDecoder);
        await readAll(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...tail]), makeDecoder);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('hands on what a failing disk gave', async () => {
    const bytes = noise(400_000);
    const read = await readAll(await compress(bytes), makeDecoder, { badFrom: 300_000 });
    expect(read.error).toMatchObject({ code: 'file-unreadable' });
    expect(read.bytes.equals(bytes.subarray(0, 2 * 131_072))).toBe(true);
  });

  it.each([
    ['a window beyond 128 MiB', [0x00, 0x98, 0x19, 0, 0, 0x61, 0x62, 0x63], 'memory'],
    ['a dictionary', [0x01, 0x00, 7, 0x19, 0, 0, 0x61, 0x62, 0x63], 'dictionary'],
    ['a reserved bit', [0x08, 0x00, 0x19, 0, 0, 0x61, 0x62, 0x63], 'reserved'],
  ])('is refused with %s', async (_name, header, reason) => {
    const packed = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...header]);
    const { error, bytes } = await readAll(packed, makeDecoder);
    expect([error?.code, bytes.length]).toEqual(['damaged-compression', 0]);
    expect(error!.message).toContain(reason);
  });
});

describe('the whole-frame decoder', () => {
  const limitedTo =
    (limit: number): MakeFrameDecoder =>
    (sink) =>
      makeWholeFrameDecoder(sink, limit);
  /** No size in the header: window 128 KiB; then `count` raw blocks of one byte each. */
  const smallBlocks = (count: number): Buffer => {
    const blocks = Array.from({ length: count }, (_, i) => [i === count - 1 ? 9 : 8, 0, 0, 0x61]);
    return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38, ...blocks.flat()]);
  };

  it('hands on the start of a frame before it has read the rest', async () => {
    const bytes = noise(400_000);
    const file = fileOf(await compress(bytes), 300_000);
    const reader = new ZstdReader(file, 'x.zst', limitedTo(1_000_000));
    const target = Buffer.alloc(400_000);
    expect(await reader.read(target, 0, 400_000)).toBe(131_072);
    expect(target.subarray(0, 131_072).equals(bytes.subarray(0, 131_072))).toBe(true);
    // What waits is not done.
    expect(reader.fileBytesRead).toBeLessThan(140_000);
    reader.close();
  });

  it('refuses a frame whose header says more than the limit, and says the way out', async () => {
    const packed = Buffer.from(CHECKED.size, 'base64');
    expect((await readAll(packed, limitedTo(873))).error).toBeUndefined();
    const { error, bytes } = await readAll(packed, limitedTo(872));
    expect([error?.code, bytes.length]).toEqual(['too-large', 0]);
    expect(error!.message).toMatch(/872 bytes at most; decompress the file first .*22\.15/);
  });

  it('refuses a frame without a size in its header where the limit is reached', async () => {
    expect((await readAll(smallBlocks(500), limitedTo(1000))).error).toBeUndefined();
    const { error, bytes } = await readAll(smallBlocks(5000), limitedTo(1000));
    expect(error?.code).toBe('too-large');
    // What was decompressed to find that out is handed on.
    expect([bytes.length, error?.byteOffset]).toEqual([1001, 1001]);
  });

  it('takes many blocks that could be large but are small', async () => {
    const packed = Buffer.from(CHECKED.blocks, 'base64');
    const { error, bytes } = await readAll(packed, limitedTo(131_072 + 2000));
    expect([error, bytes.length]).toEqual([undefined, 873]);
  });
});
