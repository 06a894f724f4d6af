import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attachedReaders, detachReader } from '../../src/ring/attachment.js';
import { allocateEventRing, scratchSlotOffset } from '../../src/ring/event-ring-layout.js';
import { EventRingReader } from '../../src/ring/event-ring-reader.js';
import { EventRingWriter } from '../../src/ring/event-ring-writer.js';
import { allocateFrameRing } from '../../src/ring/frame-ring-layout.js';
import { StopSignal } from '../../src/ring/shared-words.js';

const SLOT_COUNT = 16;
const FEW_BEFORE_WRAP = 2 ** 31 - 5;
const WORDS_PER_SLOT = 8;

function makeRing({ slotCount = SLOT_COUNT, readers = 1, start = FEW_BEFORE_WRAP } = {}) {
  const buffer = allocateEventRing(slotCount, readers, start);
  const stop = new StopSignal(StopSignal.allocate());
  const writer = new EventRingWriter(buffer, stop);
  return {
    buffer,
    stop,
    writer,
    readers: Array.from(
      { length: readers },
      (_, index) => new EventRingReader(buffer, index, stop),
    ),
  };
}

function committedNs(reader: EventRingReader, i: number): number {
  const stamp = new Float64Array(1);
  reader.readCommittedNs(i, stamp);
  return stamp[0]!;
}

/** Write one event whose eight words are `value`. */
function write(writer: EventRingWriter, value: number): void {
  const at = writer.next() >> 3;
  writer.views.f64.fill(value, at, at + WORDS_PER_SLOT);
}

/** All available values in order, each checked to be the same in all its words. */
function readAll(reader: EventRingReader, limit = Infinity): number[] {
  const count = Math.min(reader.available(), limit);
  const values = Array.from({ length: count }, (_, i) => {
    const at = reader.slotOffset(i) >> 3;
    const words = reader.views.f64.subarray(at, at + WORDS_PER_SLOT);
    expect(new Set(words).size, 'a torn slot').toBe(1);
    return words[0]!;
  });
  reader.release(count);
  return values;
}

describe('event ring', () => {
  test('what is written becomes visible with the publish, not before', () => {
    const { writer, readers } = makeRing();
    const reader = readers[0]!;
    reader.attach();
    write(writer, 1);
    write(writer, 2);
    expect(writer.pendingCount).toBe(2);
    expect(reader.available()).toBe(0);
    writer.publish(77);
    expect(writer.pendingCount).toBe(0);
    expect(readAll(reader)).toEqual([1, 2]);
    expect(reader.available()).toBe(0);
  });

  test('every slot has the stamp of the batch it was published in, across the end of the memory', () => {
    const { writer, readers } = makeRing();
    const reader = readers[0]!;
    reader.attach();
    for (let batch = 1; batch < 40; batch++) {
      const size = 1 + (batch % 3);
      for (let i = 0; i < size; i++) write(writer, batch);
      writer.publish(batch * 1000.5);
      expect(reader.available()).toBe(size);
      for (let i = 0; i < size; i++) expect(committedNs(reader, i)).toBe(batch * 1000.5);
      readAll(reader);
    }
  });

  test('a message larger than a quarter of the ring is published in chunks with the chunk clock', () => {
    const { writer, readers } = makeRing();
    const reader = readers[0]!;
    reader.attach();
    let nowNs = 100;
    writer.chunkClock = () => nowNs++;
    for (let i = 0; i < 11; i++) write(writer, i);
    expect(reader.available()).toBe(8);
    expect(committedNs(reader, 0)).toBe(100);
    expect(committedNs(reader, 7)).toBe(101);
    writer.publish(5000);
    expect(committedNs(reader, 10)).toBe(5000);
    expect(readAll(reader)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('occupancy counts what the slowest attached reader has not released', () => {
    const { writer, readers } = makeRing({ readers: 2 });
    const [fast, slow] = readers as [EventRingReader, EventRingReader];
    fast.attach();
    slow.attach();
    for (let i = 0; i < 4; i++) write(writer, i);
    writer.publish(1);
    readAll(fast);
    readAll(slow, 1);
    expect(writer.occupancy()).toBe(3);
    slow.detach();
    expect(writer.occupancy()).toBe(0);
  });

  test('a reader joins at the cursor of the writer and sees nothing older', () => {
    const { writer, readers } = makeRing();
    const reader = readers[0]!;
    for (let i = 0; i < 100; i++) write(writer, i);
    writer.publish(1);
    reader.attach();
    expect(reader.available()).toBe(0);
    expect(reader.position).toBe(writer.position);
    write(writer, 100);
    writer.publish(2);
    expect(readAll(reader)).toEqual([100]);
  });

  test('a full ring hands out the scratch slot after stop and publishes nothing of it', () => {
    const { writer, readers, stop } = makeRing();
    const reader = readers[0]!;
    reader.attach();
    for (let i = 0; i < SLOT_COUNT; i++) write(writer, i);
    writer.publish(1);
    stop.request();
    expect(writer.next()).toBe(scratchSlotOffset(SLOT_COUNT));
    writer.views.f64.fill(
      -1,
      scratchSlotOffset(SLOT_COUNT) >> 3,
      (scratchSlotOffset(SLOT_COUNT) >> 3) + 8,
    );
    writer.publish(2);
    expect(readAll(reader)).toEqual(Array.from({ length: SLOT_COUNT }, (_, i) => i));
    expect(committedNs(reader, -1)).toBe(1);
  });

  test('a reader that the supervisor cuts off no longer gates the writer and is told', () => {
    const { buffer, writer, readers } = makeRing();
    const reader = readers[0]!;
    reader.attach();
    for (let i = 0; i < SLOT_COUNT; i++) write(writer, i);
    writer.publish(1);
    expect(attachedReaders(buffer)).toBe(1);
    detachReader(buffer, 0);
    expect(attachedReaders(buffer)).toBe(0);
    expect(reader.attached()).toBe(false);
    expect(reader.available()).toBe(0);
    for (let i = 0; i < 3 * SLOT_COUNT; i++) write(writer, i);
    expect(writer.stallCount).toBe(0);
  });

  test('the place of a reader is taken once, and free again after it was cut off', () => {
    const { buffer, stop, readers } = makeRing();
    readers[0]!.attach();
    const successor = new EventRingReader(buffer, 0, stop);
    expect(() => successor.attach()).toThrow(/attached already/);
    detachReader(buffer, 0);
    successor.attach();
    expect(successor.attached()).toBe(true);
    readers[0]!.detach();
    expect(successor.attached(), 'the late detach of the dead one changes nothing').toBe(true);
  });

  test('a new writer goes on behind what the dead one published', () => {
    const { buffer, stop, writer, readers } = makeRing();
    const reader = readers[0]!;
    reader.attach();
    write(writer, 1);
    writer.publish(1);
    write(writer, 2);
    const successor = new EventRingWriter(buffer, stop);
    write(successor, 3);
    successor.publish(2);
    expect(readAll(reader)).toEqual([1, 3]);
  });

  test('impossible shapes and foreign buffers are refused', () => {
    const stop = new StopSignal(StopSignal.allocate());
    expect(() => allocateEventRing(12, 1)).toThrow(/power of two/);
    expect(() => allocateEventRing(2, 1)).toThrow(/slot count/);
    expect(() => allocateEventRing(16, 0)).toThrow(/reader limit/);
    expect(() => new EventRingWriter(allocateFrameRing(1024, 1), stop)).toThrow(/kind/);
    expect(() => new EventRingReader(allocateEventRing(16, 2), 2, stop)).toThrow(/reader 2/);
    expect(() => detachReader(allocateEventRing(16, 2), -1)).toThrow(/reader -1/);
  });

  test('does what a naive queue per reader does, whatever the order of operations', () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constant('write' as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ kind: fc.constant('publish' as const) }),
      fc.record({ kind: fc.constant('read' as const), reader: fc.nat(2), count: fc.nat(9) }),
      fc.record({ kind: fc.constant('toggle' as const), reader: fc.nat(2) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), fc.nat(20), (operations, beforeWrap) => {
        const { writer, readers } = makeRing({ readers: 3, start: 2 ** 31 - beforeWrap });
        const queues: (number[] | undefined)[] = [undefined, undefined, undefined];
        let pending: number[] = [];
        let value = 0;
        const publish = (): void => {
          for (const queue of queues) queue?.push(...pending);
          pending = [];
        };
        for (const step of operations) {
          if (step.kind === 'write') {
            for (let i = 0; i < step.count; i++) {
              const fullest = Math.max(...queues.map((queue) => queue?.length ?? 0));
              // With one thread, a writer that waits would wait for ever.
              if (fullest + pending.length === SLOT_COUNT) break;
              if (pending.length === SLOT_COUNT / 4) publish();
              write(writer, ++value);
              pending.push(value);
            }
          } else if (step.kind === 'publish') {
            writer.publish(value);
            publish();
          } else if (step.kind === 'read') {
            const queue = queues[step.reader];
            const got = readAll(readers[step.reader]!, step.count);
            expect(got).toEqual(queue?.splice(0, step.count) ?? []);
          } else if (queues[step.reader]) {
            readers[step.reader]!.detach();
            queues[step.reader] = undefined;
          } else {
            readers[step.reader]!.attach();
            queues[step.reader] = [];
          }
          expect(writer.pendingCount).toBe(pending.length);
          readers.forEach((reader, index) =>
            expect(reader.available()).toBe(queues[index]?.length ?? 0),
          );
        }
        expect(writer.stallCount).toBe(0);
      }),
    );
  });
});
