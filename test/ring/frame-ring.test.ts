import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allocateEventRing } from '../../src/ring/event-ring-layout.js';
import { allocateFrameRing, BLOCK_BYTES, recordBlocks } from '../../src/ring/frame-ring-layout.js';
import { FrameRingReader } from '../../src/ring/frame-ring-reader.js';
import { FrameRingWriter, type FrameRingMode } from '../../src/ring/frame-ring-writer.js';
import { StopSignal } from '../../src/ring/shared-words.js';

const CAPACITY = 2048;
const BLOCKS = CAPACITY / BLOCK_BYTES;
const FEW_BEFORE_WRAP = 2 ** 31 - 7;

interface Frame {
  readonly tag: number;
  readonly bytes: number;
}

function makeRing(
  mode: FrameRingMode,
  { readers = 1, start = FEW_BEFORE_WRAP, capacity = CAPACITY } = {},
) {
  const buffer = allocateFrameRing(capacity, readers, start);
  const stop = new StopSignal(StopSignal.allocate());
  return {
    buffer,
    stop,
    writer: new FrameRingWriter(buffer, stop, mode),
    readers: Array.from(
      { length: readers },
      (_, index) => new FrameRingReader(buffer, index, stop),
    ),
  };
}

/** A payload whose every byte depends on the tag and its place. */
const byteOf = (tag: number, i: number): number => (tag * 31 + i * 7) & 0xff;

function write(writer: FrameRingWriter, { tag, bytes }: Frame, claimed = bytes): void {
  const at = writer.claim(claimed);
  expect(at % 8).toBe(0);
  for (let i = 0; i < bytes; i++) writer.views.u8[at + i] = byteOf(tag, i);
  writer.commit(bytes, tag);
}

/** One poll; every byte that it hands out is checked. */
function poll(
  reader: FrameRingReader,
  target = new Uint8Array(CAPACITY),
  maxRecords = Infinity,
): Frame[] {
  const count = reader.poll(target, maxRecords);
  return Array.from({ length: count }, (_, record) => {
    const offset = reader.recordOffset[record]!;
    const bytes = reader.recordLength[record]!;
    const tag = reader.recordTag[record]!;
    expect(offset % 8).toBe(0);
    for (let i = 0; i < bytes; i++) {
      if (target[offset + i] !== byteOf(tag, i))
        throw new Error(`record ${tag} is torn at byte ${i}`);
    }
    return { tag, bytes };
  });
}

function pollAll(reader: FrameRingReader, target?: Uint8Array<ArrayBuffer>): Frame[] {
  const frames: Frame[] = [];
  for (let got = poll(reader, target); got.length > 0; got = poll(reader, target))
    frames.push(...got);
  return frames;
}

describe('frame ring', () => {
  test('committed records become visible with the flush, not before', () => {
    const { writer, readers } = makeRing('live');
    const reader = readers[0]!;
    reader.attach();
    write(writer, { tag: 1, bytes: 100 });
    write(writer, { tag: -2, bytes: 0 });
    expect(poll(reader)).toEqual([]);
    writer.flush();
    expect(reader.backlogBytes()).toBe(3 * BLOCK_BYTES);
    expect(poll(reader)).toEqual([
      { tag: 1, bytes: 100 },
      { tag: -2, bytes: 0 },
    ]);
    expect(reader.backlogBytes()).toBe(0);
    expect(reader.lapCount).toBe(0);
  });

  test('a claim that is not committed leaves nothing behind', () => {
    const { writer, readers } = makeRing('live');
    readers[0]!.attach();
    for (let n = 0; n < 100; n++) writer.claim(400);
    writer.flush();
    expect(pollAll(readers[0]!)).toEqual([]);
    write(writer, { tag: 5, bytes: 10 }, 300);
    writer.flush();
    expect(pollAll(readers[0]!)).toEqual([{ tag: 5, bytes: 10 }]);
    expect(readers[0]!.lapCount).toBe(0);
  });

  test('payloads over the limit and commits over the claim are refused', () => {
    const { writer } = makeRing('live');
    const largest = writer.largestPayloadBytes;
    expect(() => writer.claim(largest + 1)).toThrow(RangeError);
    writer.claim(64);
    expect(() => writer.commit(65, 0)).toThrow(/after a claim of 64/);
    writer.commit(64, 0);
    expect(() => writer.commit(0, 0)).toThrow(/claim/);
  });

  test('records of the largest size follow each other without end', () => {
    for (const mode of ['live', 'gated'] as const) {
      const { writer, readers } = makeRing(mode);
      readers[0]!.attach();
      for (let tag = 0; tag < 200; tag++) {
        write(writer, { tag, bytes: writer.largestPayloadBytes });
        writer.flush();
        expect(poll(readers[0]!)).toEqual([{ tag, bytes: writer.largestPayloadBytes }]);
      }
    }
  });

  test('a target that holds one record at a time still gets all of them', () => {
    const { writer, readers } = makeRing('live');
    const reader = readers[0]!;
    reader.attach();
    const target = new Uint8Array(reader.targetBytesMin);
    for (let round = 0; round < 40; round++) {
      const frames = [10, 500, 90].map((bytes, i) => ({ tag: round * 3 + i, bytes }));
      for (const frame of frames) write(writer, frame);
      writer.flush();
      expect(pollAll(reader, target)).toEqual(frames);
    }
    expect(reader.lapCount).toBe(0);
  });

  test('a target too small for the first record is refused', () => {
    const { writer, readers } = makeRing('live');
    readers[0]!.attach();
    write(writer, { tag: 1, bytes: 200 });
    writer.flush();
    expect(() => poll(readers[0]!, new Uint8Array(128))).toThrow(/does not fit/);
    expect(() => poll(readers[0]!, new Uint8Array(new ArrayBuffer(1024), 4, 512))).toThrow(
      /multiple of 8/,
    );
  });

  test('a poll takes no more records than asked for and the next one goes on there', () => {
    const { writer, readers } = makeRing('live');
    readers[0]!.attach();
    for (let tag = 0; tag < 5; tag++) write(writer, { tag, bytes: 8 });
    writer.flush();
    expect(poll(readers[0]!, undefined, 2).map(({ tag }) => tag)).toEqual([0, 1]);
    expect(poll(readers[0]!, undefined, 9).map(({ tag }) => tag)).toEqual([2, 3, 4]);
  });

  test('a reader that was overtaken says so once and rejoins at the newest record', () => {
    const { writer, readers } = makeRing('live');
    const reader = readers[0]!;
    reader.attach();
    for (let tag = 0; tag < 2 * BLOCKS; tag++) write(writer, { tag, bytes: 50 });
    writer.flush();
    expect(poll(reader)).toEqual([]);
    expect(reader.lapped()).toBe(true);
    expect(reader.lapCount).toBe(1);
    write(writer, { tag: 999, bytes: 50 });
    writer.flush();
    expect(poll(reader)).toEqual([{ tag: 999, bytes: 50 }]);
    expect(reader.lapped()).toBe(false);
    expect(reader.lapCount).toBe(1);
  });

  test('a live writer never waits, a gated one goes on only after stop', () => {
    const live = makeRing('live');
    live.readers[0]!.attach();
    for (let tag = 0; tag < 10 * BLOCKS; tag++) write(live.writer, { tag, bytes: 50 });
    expect(live.writer.stallCount).toBe(0);

    const gated = makeRing('gated');
    gated.readers[0]!.attach();
    gated.stop.request();
    let nowNs = 1000;
    gated.writer.stallClock = () => nowNs++;
    const waitedFor: number[] = [];
    gated.writer.onStall = (reader) => waitedFor.push(reader);
    for (let tag = 0; tag < BLOCKS + 1; tag++) write(gated.writer, { tag, bytes: 50 });
    expect(gated.writer.stallCount).toBe(1);
    expect(waitedFor).toEqual([0]);
    expect([...gated.writer.stall]).toEqual([1000, 1001]);
    expect(poll(gated.readers[0]!)).toEqual([]);
    expect(gated.readers[0]!.lapCount).toBe(1);
  });

  test('a new writer goes on behind what the dead one flushed', () => {
    const { buffer, stop, writer, readers } = makeRing('live');
    readers[0]!.attach();
    write(writer, { tag: 1, bytes: 70 });
    writer.flush();
    write(writer, { tag: 2, bytes: 70 });
    const successor = new FrameRingWriter(buffer, stop, 'live');
    write(successor, { tag: 3, bytes: 10 });
    successor.flush();
    expect(pollAll(readers[0]!).map(({ tag }) => tag)).toEqual([1, 3]);
  });

  test('impossible shapes and foreign buffers are refused', () => {
    const stop = new StopSignal(StopSignal.allocate());
    expect(() => allocateFrameRing(3000, 1)).toThrow(/power of two/);
    expect(() => allocateFrameRing(512, 1)).toThrow(/capacity/);
    expect(() => new FrameRingReader(allocateEventRing(16, 1), 0, stop)).toThrow(/kind/);
  });

  const frameSize = fc.oneof(fc.nat(60), fc.nat(CAPACITY / 4 - 8));
  const operation = fc.oneof(
    fc.record({ kind: fc.constant('write' as const), bytes: frameSize, spare: fc.nat(40) }),
    fc.record({ kind: fc.constant('flush' as const) }),
    fc.record({
      kind: fc.constant('poll' as const),
      reader: fc.nat(1),
      max: fc.integer({ min: 1, max: 5 }),
      small: fc.boolean(),
    }),
  );

  test('live: a reader gets what a naive queue has, or a lap and then what comes after it', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 150 }), fc.nat(40), (operations, beforeWrap) => {
        const { writer, readers } = makeRing('live', { readers: 2, start: 2 ** 31 - beforeWrap });
        for (const reader of readers) reader.attach();
        const queues: Frame[][] = [[], []];
        const behindBlocks = [0, 0];
        let committed: Frame[] = [];
        let tag = 0;
        for (const step of operations) {
          if (step.kind === 'write') {
            const bytes = Math.min(step.bytes, writer.largestPayloadBytes);
            const frame = { tag: ++tag, bytes };
            const before = writer.position;
            write(writer, frame, Math.min(bytes + step.spare, writer.largestPayloadBytes));
            committed.push(frame);
            const moved = (writer.position - before) | 0;
            behindBlocks.forEach((_, index) => (behindBlocks[index]! += moved));
          } else if (step.kind === 'flush') {
            writer.flush();
            for (const queue of queues) queue.push(...committed);
            committed = [];
          } else {
            const reader = readers[step.reader]!;
            const queue = queues[step.reader]!;
            const target = new Uint8Array(step.small ? reader.targetBytesMin : CAPACITY);
            const laps = reader.lapCount;
            const got = poll(reader, target, step.max);
            expect(got).toEqual(queue.slice(0, got.length));
            if (reader.lapCount > laps) {
              expect(reader.lapped()).toBe(true);
              // Claims run ahead of what is written: by the need of one record and a bit.
              expect(behindBlocks[step.reader]).toBeGreaterThan(
                BLOCKS / 2 - recordBlocks(40) - BLOCKS / 16,
              );
              queues[step.reader] = [];
            } else {
              queue.splice(0, got.length);
              if (queue.length > 0) expect(got.length).toBeGreaterThan(0);
            }
            behindBlocks[step.reader] = (writer.position - reader.position) | 0;
          }
        }
      }),
    );
  });

  test('gated: every reader gets every record, as from a naive queue', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 150 }), fc.nat(40), (operations, beforeWrap) => {
        const { writer, readers } = makeRing('gated', { readers: 2, start: 2 ** 31 - beforeWrap });
        for (const reader of readers) reader.attach();
        const queues: Frame[][] = [[], []];
        let committed: Frame[] = [];
        let tag = 0;
        const drain = (index: number): void => {
          expect(pollAll(readers[index]!)).toEqual(queues[index]);
          queues[index] = [];
        };
        for (const step of operations) {
          if (step.kind === 'write') {
            const behind = Math.max(
              ...readers.map((reader) => (writer.position - reader.position) | 0),
            );
            if (behind + 2 * recordBlocks(writer.largestPayloadBytes) > BLOCKS) {
              // With one thread, a writer that waits would wait for ever.
              writer.flush();
              for (const queue of queues) queue.push(...committed);
              committed = [];
              drain(0);
              drain(1);
            }
            const frame = { tag: ++tag, bytes: Math.min(step.bytes, writer.largestPayloadBytes) };
            write(writer, frame);
            committed.push(frame);
          } else if (step.kind === 'flush') {
            writer.flush();
            for (const queue of queues) queue.push(...committed);
            committed = [];
          } else {
            const got = poll(readers[step.reader]!, undefined, step.max);
            expect(got).toEqual(queues[step.reader]!.splice(0, got.length));
          }
        }
        writer.flush();
        for (const queue of queues) queue.push(...committed);
        drain(0);
        drain(1);
        expect(writer.stallCount).toBe(0);
        expect(readers.map((reader) => reader.lapCount)).toEqual([0, 0]);
      }),
    );
  });
});
