import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateByteQueue,
  BYTE_QUEUE_BYTES_LIMIT,
  ByteQueueReader,
  ByteQueueWriter,
  QUEUE_FULL,
} from '../../src/ring/byte-queue.js';

const CAPACITY = 1024;
const FEW_BEFORE_WRAP = 2 ** 31 - 5;

const makeQueue = (start = FEW_BEFORE_WRAP, capacity = CAPACITY) => {
  const buffer = allocateByteQueue(capacity, start);
  return { writer: new ByteQueueWriter(buffer), reader: new ByteQueueReader(buffer) };
};

/** @returns whether there was room. */
function write(writer: ByteQueueWriter, tag: number, bytes: number, skip = 0): boolean {
  const at = writer.claim(bytes, skip);
  if (at === QUEUE_FULL) return false;
  expect(at % 8).toBe(skip);
  for (let i = 0; i < bytes; i++) writer.u8[at + i] = (tag * 31 + i * 7) & 0xff;
  writer.publish(tag, new Float64Array([tag / 4]));
  return true;
}

function read(reader: ByteQueueReader): { tag: number; bytes: number } | undefined {
  if (!reader.next()) return undefined;
  const { tag, payloadOffset, payloadBytes, u8 } = reader;
  expect(reader.mark[0]).toBe(tag / 4);
  for (let i = 0; i < payloadBytes; i++) {
    if (u8[payloadOffset + i] !== ((tag * 31 + i * 7) & 0xff)) throw new Error(`torn at ${i}`);
  }
  return { tag, bytes: payloadBytes };
}

describe('the byte queue', () => {
  it('hands over every record that found room, in order and whole, over the wrap of its positions', () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('write' as const),
        bytes: fc.integer({ min: 0, max: 600 }),
        skip: fc.integer({ min: 0, max: 7 }),
      }),
      fc.constant({ kind: 'read' as const }),
      fc.constant({ kind: 'release' as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const { writer, reader } = makeQueue();
        const expected: { tag: number; bytes: number }[] = [];
        let tag = 0;
        for (const one of steps) {
          if (one.kind === 'write') {
            if (write(writer, ++tag, one.bytes, one.skip)) expected.push({ tag, bytes: one.bytes });
          } else if (one.kind === 'read') {
            expect(read(reader)).toEqual(expected.shift());
          } else {
            reader.release();
          }
        }
        for (const record of expected) expect(read(reader)).toEqual(record);
        expect(read(reader)).toBeUndefined();
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it('takes the largest record wherever an empty queue begins, and refuses a larger one', () => {
    for (let start = 0; start < CAPACITY / 16; start++) {
      const { writer, reader } = makeQueue(start);
      expect(write(writer, 1, writer.payloadBytesLimit, start % 8)).toBe(true);
      expect(read(reader)).toEqual({ tag: 1, bytes: writer.payloadBytesLimit });
      reader.release();
      expect(write(writer, 2, writer.payloadBytesLimit + 1)).toBe(false);
    }
  });

  it('says that it is full, and has room again once the reader let go, not before', () => {
    const { writer, reader } = makeQueue(0);
    let count = 0;
    while (write(writer, count + 1, 100)) count++;
    expect(count).toBe(CAPACITY / 128);
    expect(reader.usedBytes).toBe(CAPACITY);
    expect(read(reader)).toEqual({ tag: 1, bytes: 100 });
    expect(write(writer, 99, 100)).toBe(false);
    reader.release();
    expect(write(writer, 99, 100)).toBe(true);
    expect(write(writer, 100, 100)).toBe(false);
  });

  it('tells its reader of the end, and what was lost at it; its writer that nobody reads', () => {
    const { writer, reader } = makeQueue();
    expect([reader.isEnded, reader.lostAtEnd, writer.isAbandoned]).toEqual([false, 0, false]);
    writer.end(7);
    reader.abandon();
    expect([reader.isEnded, reader.lostAtEnd, writer.isAbandoned]).toEqual([true, 7, true]);
    // An ended queue is not slept on.
    reader.waitMs(600_000);
  });

  it('refuses sizes that are no power of two or out of bounds', () => {
    for (const bytes of [0, 512, 1025, 3 * 1024, BYTE_QUEUE_BYTES_LIMIT * 2]) {
      expect(() => allocateByteQueue(bytes)).toThrow(/power of two/);
    }
    expect(() => new ByteQueueReader(new SharedArrayBuffer(4096))).toThrow(/holds none/);
  });
});
