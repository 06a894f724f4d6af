import { compress } from '@mongodb-js/zstd';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { XxHash64 } from '../../src/feed/source/zstd/xxhash64.js';
import { ZstdError } from '../../src/feed/source/zstd/zstd-error.js';
import { ZstdStream } from '../../src/feed/source/zstd/zstd-stream.js';

interface Decoded {
  readonly bytes: Buffer;
  readonly complete: boolean;
  readonly error: ZstdError | undefined;
}

function decode(packed: Uint8Array, chunkBytes = 1000): Decoded {
  const stream = new ZstdStream();
  const parts: Buffer[] = [];
  try {
    for (let at = 0; at < packed.length; at += chunkBytes) {
      stream.push(packed.subarray(at, at + chunkBytes));
      for (;;) {
        const step = stream.step();
        if (step === 'need-input') break;
        if (step === 'output')
          parts.push(Buffer.from(stream.output.subarray(stream.outputFrom, stream.outputTo)));
      }
    }
  } catch (error) {
    if (!(error instanceof ZstdError)) throw error;
    return { bytes: Buffer.concat(parts), complete: false, error };
  }
  return { bytes: Buffer.concat(parts), complete: stream.atFrameEnd, error: undefined };
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

describe('the Zstandard decoder', () => {
  it('gives back what the reference library compressed, at every level, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.constantFrom(1, 3, 7, 12, 19, 22),
        fc.integer({ min: 1, max: 4000 }),
        async (bytes, level, chunk) => {
          const { bytes: decoded, complete } = decode(await compress(bytes, level), chunk);
          expect(complete).toBe(true);
          expect(decoded.equals(bytes)).toBe(true);
        },
      ),
      { numRuns: 120 },
    );
  }, 120_000);

  it('decodes several megabytes with far matches', async () => {
    const block = Buffer.from(
      Array.from({ length: 700_000 }, (_, i) => (i * i * 31 + (i >> 7)) & 0xff),
    );
    const bytes = Buffer.concat([
      block,
      Buffer.alloc(900_000, 'x'),
      block,
      block.subarray(1234),
      Buffer.alloc(2_000_000),
      block,
    ]);
    expect(decode(await compress(bytes, 9), 65_536).bytes.equals(bytes)).toBe(true);
  });

  it('joins frames and skips skippable ones', async () => {
    const skippable = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 5, 0, 0, 0, 1, 2, 3, 4, 5]);
    const [one, two] = await Promise.all([
      compress(Buffer.from('one')),
      compress(Buffer.from('two')),
    ]);
    const { bytes, complete } = decode(Buffer.concat([skippable, one, skippable, two]), 3);
    expect([bytes.toString(), complete]).toEqual(['onetwo', true]);
  });

  it('decodes a raw block, a repeated byte, and checks the frame checksum', () => {
    // Window 1 KiB, checksum; a raw block "abc", then 5 × "z" as the last block.
    const frame = [
      0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x00, 0x18, 0, 0, 0x61, 0x62, 0x63, 0x2b, 0, 0, 0x7a,
    ];
    const hash = new XxHash64();
    hash.update(Buffer.from('abczzzzz'), 0, 8);
    const word = hash.lowWord();
    const checksum = [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24];
    const right = decode(Buffer.from([...frame, ...checksum]));
    expect([right.bytes.toString(), right.complete]).toEqual(['abczzzzz', true]);
    const wrong = decode(Buffer.from([...frame, checksum[0]! ^ 1, ...checksum.slice(1)]));
    expect(wrong.error).toMatchObject({ code: 'zstd-checksum', byteOffset: frame.length });
    expect(wrong.bytes.toString()).toBe('abczzzzz');
  });

  it('hands on every whole block of a file that is cut, and knows that it is cut', async () => {
    let word = 1;
    const bytes = Buffer.from(
      Array.from(
        { length: 400_000 },
        () => (word = (Math.imul(word, 1664525) + 1013904223) | 0) >>> 24,
      ),
    );
    const packed = await compress(bytes);
    for (const length of [1, 5, 8, 1000, 200_000, packed.length - 1]) {
      const { bytes: decoded, complete, error } = decode(packed.subarray(0, length));
      expect([complete, error]).toEqual([false, undefined]);
      expect(decoded.equals(bytes.subarray(0, decoded.length))).toBe(true);
    }
    expect(decode(packed.subarray(0, 200_000)).bytes.length).toBeGreaterThan(100_000);
  });

  it('never throws anything but its own error on damaged input', async () => {
    const packed = await compress(
      Buffer.from('{"t":"recv","data":"17.5"}'.repeat(400) + Math.PI.toString().repeat(30)),
      12,
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat({ max: packed.length - 1 }), fc.nat({ max: 255 })), {
          minLength: 1,
          maxLength: 6,
        }),
        (edits) => {
          const broken = Buffer.from(packed);
          for (const [at, byte] of edits) broken[at] = byte;
          decode(broken);
        },
      ),
      { numRuns: 3000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (tail) => {
        decode(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...tail]));
      }),
      { numRuns: 3000 },
    );
  });

  it('refuses a window beyond its limit and a frame that needs a dictionary', () => {
    expect(decode(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xb0, 0, 0, 0])).error).toMatchObject({
      code: 'zstd-unsupported',
    });
    expect(decode(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x00, 7, 0, 0])).error).toMatchObject({
      code: 'zstd-unsupported',
    });
  });
});

describe('XXH64', () => {
  // Published test values of the algorithm with seed 0, low words.
  it.each([
    ['', 0x51d8e999],
    ['a', 0xa98c6e5b],
    ['abc', 0xad770999],
  ])('of %j is the published one', (text, low) => {
    const hash = new XxHash64();
    hash.update(Buffer.from(text), 0, text.length);
    expect(hash.lowWord().toString(16)).toBe(low.toString(16));
  });

  it('does not depend on how its input is cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (bytes, cut) => {
        const whole = new XxHash64();
        whole.update(bytes, 0, bytes.length);
        const parts = new XxHash64();
        const at = cut % (bytes.length + 1);
        parts.update(bytes, 0, at);
        parts.update(bytes, at, bytes.length);
        expect(parts.lowWord()).toBe(whole.lowWord());
      }),
    );
  });
});
