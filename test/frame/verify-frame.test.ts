import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifiedFrameBytes, verifyFrame } from '../../src/frame/verify-frame.js';
import { readAll, SAMPLES, viewOf } from './samples.js';

/** The frame cut out, so that a read outside of it throws. */
function readWithinBounds(bytes: Uint8Array): void {
  const end = verifiedFrameBytes(viewOf(bytes), 0);
  readAll(viewOf(bytes.slice(0, end)), 0);
}

describe('the verifier', () => {
  it.each(SAMPLES)(
    'accepts a whole %s frame at any alignment and with more bytes behind it',
    (_name, bytes) => {
      for (const shift of [0, 1, 3, 8]) {
        const memory = new Uint8Array(shift + bytes.length + 40).fill(0x5a);
        memory.set(bytes, shift);
        expect(verifyFrame(viewOf(memory), shift, memory.length - shift)).toBeUndefined();
      }
    },
  );

  it.each(SAMPLES)('rejects every truncation of a %s frame', (_name, bytes) => {
    for (let length = 0; length < bytes.length; length++) {
      const cut = bytes.slice(0, length);
      expect(verifyFrame(viewOf(cut), 0, length), `${length} bytes`).toBeTypeOf('string');
    }
  });

  it.each(SAMPLES)(
    'rejects a truncated %s frame whose size prefix claims to be whole',
    (_name, bytes) => {
      let accepted = 0;
      for (let length = 4; length < bytes.length; length++) {
        const cut = bytes.slice(0, length);
        viewOf(cut).setUint32(0, length - 4, true);
        if (verifyFrame(viewOf(cut), 0, length) === undefined) {
          // Only the padding can be missing.
          expect(bytes.length - length).toBeLessThan(8);
          readWithinBounds(cut);
          accepted++;
        }
      }
      expect(accepted).toBeLessThan(8);
    },
  );

  it('rejects or makes harmless any mutation of any frame', () => {
    let rejected = 0;
    let accepted = 0;
    const mutation = fc.record({
      at: fc.nat(),
      value: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 4, 127, 128, 255)),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLES),
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        ([, sample], mutations, inFront) => {
          const bytes = sample.slice();
          // Half of the runs aim at the part where offsets and lengths are.
          const range = inFront ? Math.min(184, bytes.length) : bytes.length;
          for (const { at, value } of mutations) bytes[at % range] = value;
          if (verifyFrame(viewOf(bytes), 0, bytes.length) === undefined) {
            accepted++;
            readWithinBounds(bytes);
          } else {
            rejected++;
          }
        },
      ),
      { numRuns: 20_000 },
    );
    // Both sides were met: neither does the verifier refuse everything nor accept everything.
    expect(rejected).toBeGreaterThan(1000);
    expect(accepted).toBeGreaterThan(1000);
  });

  it('rejects or makes harmless any offset or length word', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SAMPLES),
        fc.nat(),
        fc.oneof(
          fc.integer({ min: 0, max: 0xffffffff }),
          fc.constantFrom(0, 1, 3, 4, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff),
        ),
        ([, sample], at, value) => {
          const bytes = sample.slice();
          viewOf(bytes).setUint32((at % (bytes.length >> 2)) * 4, value, true);
          if (verifyFrame(viewOf(bytes), 0, bytes.length) === undefined) readWithinBounds(bytes);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  it('rejects random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(verifyFrame(viewOf(bytes), 0, bytes.length)).toBeTypeOf('string');
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [
      'a length beyond the memory',
      (_view: DataView) => 10_000,
      'the frame lies outside of the memory',
    ],
    [
      'an unknown identifier',
      (view: DataView) => (view.setUint8(8, 0x58), 0),
      'the identifier is none of ours',
    ],
    [
      'a size prefix of zero',
      (view: DataView) => (view.setUint32(0, 0, true), 0),
      'the size prefix is smaller than a frame can be',
    ],
    [
      'a root offset outside',
      (view: DataView) => (view.setUint32(4, 0x7ffffff0, true), 0),
      'the table begins outside',
    ],
    [
      'a misaligned root',
      (view: DataView) => (view.setUint32(4, 57, true), 0),
      'the table is misaligned',
    ],
    [
      'a vtable before the frame',
      (view: DataView) => (view.setInt32(60, 0x7fffffe, true), 0),
      'the vtable begins outside',
    ],
    [
      'a vtable longer than the frame',
      (view: DataView) => (view.setUint16(12, 0xfffe, true), 0),
      'the vtable ends outside',
    ],
    [
      'a table longer than the frame',
      (view: DataView) => (view.setUint16(14, 0xffff, true), 0),
      'the table ends outside',
    ],
    [
      'a field behind its table',
      (view: DataView) => (view.setUint16(16, 4000, true), 0),
      'a field lies outside of its table',
    ],
    [
      'a misaligned field',
      (view: DataView) => (view.setUint16(16, 9, true), 0),
      'a field is misaligned',
    ],
    [
      'a vector of 2^32 levels',
      (view: DataView) => (view.setUint32(172, 0xffffffff, true), 0),
      'a vector ends outside',
    ],
    [
      'a vector that begins outside',
      (view: DataView) => (view.setUint32(160, 0xfffffff0, true), 0),
      'a vector begins outside',
    ],
    [
      'a misaligned vector',
      (view: DataView) => (view.setUint32(160, 13, true), 0),
      'a vector is misaligned',
    ],
    [
      'misaligned elements',
      (view: DataView) => (view.setUint32(160, 8, true), view.setUint32(168, 1, true), 0),
      'the elements of a vector are misaligned',
    ],
  ])('names %s', (_name, breakIt, message) => {
    const bytes = SAMPLES.find(([name]) => name === 'delta')![1].slice();
    const length = breakIt(viewOf(bytes)) || bytes.length;
    expect(verifyFrame(viewOf(bytes), 0, length)).toBe(message);
  });

  it('names a text without its terminator and a missing required text', () => {
    const sample = SAMPLES.find(([name]) => name === 'instrument')![1];
    const open = sample.slice();
    open[104 + 3] = 0x41;
    expect(verifyFrame(viewOf(open), 0, open.length)).toBe('a text is not terminated');
    const missing = sample.slice();
    viewOf(missing).setUint16(12 + 4 + 2, 0, true);
    expect(verifyFrame(viewOf(missing), 0, missing.length)).toBe('a required field is missing');
  });
});
