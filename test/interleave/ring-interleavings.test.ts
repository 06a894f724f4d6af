import { describe, expect, test } from 'vitest';
import { detachReader } from '../../src/ring/attachment.js';
import { allocateDoorbells } from '../../src/ring/doorbell.js';
import { EventReaderGroup } from '../../src/ring/event-reader-group.js';
import { allocateEventRing, scratchSlotOffset } from '../../src/ring/event-ring-layout.js';
import { EventRingReader } from '../../src/ring/event-ring-reader.js';
import { EventRingWriter } from '../../src/ring/event-ring-writer.js';
import { allocateFrameRing } from '../../src/ring/frame-ring-layout.js';
import { FrameRingReader } from '../../src/ring/frame-ring-reader.js';
import { FrameRingWriter } from '../../src/ring/frame-ring-writer.js';
import { InterestReader, InterestTable, InterestWriter } from '../../src/ring/interest.js';
import { StopSignal } from '../../src/ring/shared-words.js';
import { atEveryPlace, interfere } from './interference.js';

const SLOT_COUNT = 8;
const START = 2 ** 31 - 3;

const running = (): StopSignal => new StopSignal(StopSignal.allocate());

function makeEventRing() {
  const buffer = allocateEventRing(SLOT_COUNT, 2, START);
  const stop = running();
  return {
    buffer,
    stop,
    writer: new EventRingWriter(buffer, stop),
    reader: new EventRingReader(buffer, 0, stop),
  };
}

function write(writer: EventRingWriter, value: number): void {
  writer.views.f64[writer.next() >> 3] = value;
}

const read = (reader: EventRingReader, i: number): number =>
  reader.views.f64[reader.slotOffset(i) >> 3]!;

describe('event ring, with the other side at every place', () => {
  test('a reader that goes to sleep never misses the publish', () => {
    const places = atEveryPlace((place) => {
      const { writer, reader } = makeEventRing();
      reader.attach();
      const outcome = interfere(
        place,
        () => reader.waitForData(5),
        () => {
          write(writer, 7);
          writer.publish(1);
        },
      );
      expect(outcome.sleptInVain, `lost wake-up at place ${place}`).toBe(false);
      expect(reader.available()).toBe(outcome.intruded ? 1 : 0);
      return outcome;
    });
    expect(places).toBeGreaterThan(4);
  });

  test('a lane that sleeps on several rings never misses the publish of one', () => {
    const places = atEveryPlace((place) => {
      const rings = [makeEventRing(), makeEventRing()];
      const bells = allocateDoorbells(3);
      for (const { writer, reader } of rings) {
        writer.setDoorbells(bells);
        reader.attach();
      }
      const group = new EventReaderGroup(
        rings.map(({ reader }) => reader),
        bells,
        2,
        running(),
      );
      const outcome = interfere(
        place,
        () => group.waitForData(5),
        () => {
          write(rings[1]!.writer, 7);
          rings[1]!.writer.publish(1);
        },
      );
      expect(outcome.sleptInVain, `lost wake-up at place ${place}`).toBe(false);
      return outcome;
    });
    expect(places).toBeGreaterThan(6);
  });

  test('a writer that waits for room never misses the release', () => {
    let slept = 0;
    const places = atEveryPlace((place) => {
      const { writer, reader } = makeEventRing();
      reader.attach();
      for (let i = 0; i < SLOT_COUNT; i++) write(writer, i);
      writer.publish(1);
      const outcome = interfere(
        place,
        () => write(writer, SLOT_COUNT),
        () => reader.release(1),
      );
      // Before its first sleep the writer only spins, which ends by itself.
      expect(outcome.sleptInVain, `lost wake-up at place ${place}`).toBe(false);
      writer.publish(2);
      expect(Array.from({ length: reader.available() }, (_, i) => read(reader, i))).toEqual([
        1, 2, 3, 4, 5, 6, 7, 8,
      ]);
      expect(writer.stallCount).toBeLessThanOrEqual(1);
      slept += writer.stallCount;
      return outcome;
    });
    expect(slept).toBeGreaterThan(0);
    expect(places).toBeGreaterThan(100);
  });

  test('what is pending when the writer begins to wait is visible to the readers', () => {
    const { writer, reader } = makeEventRing();
    reader.attach();
    for (let i = 0; i < SLOT_COUNT; i++) {
      write(writer, i);
      if (i === 0) writer.publish(1);
    }
    expect(writer.pendingCount).toBe(1);
    let visible = 0;
    // Behind the end of its spinning, in its first sleep.
    interfere(
      Infinity,
      () => writer.next(),
      () => {
        visible = reader.available();
        reader.release(1);
      },
    );
    expect(visible).toBe(SLOT_COUNT);
  });

  test('a writer that waits for a dead reader goes on when the supervisor cuts it off', () => {
    const { buffer, writer, reader } = makeEventRing();
    reader.attach();
    for (let i = 0; i < SLOT_COUNT; i++) write(writer, i);
    writer.publish(1);
    for (let place = 0; place < 3000; place += 37) {
      const outcome = interfere(
        place,
        () => writer.next(),
        () => detachReader(buffer, 0),
      );
      expect(outcome.result).not.toBe(scratchSlotOffset(SLOT_COUNT));
      expect(outcome.sleptInVain).toBe(false);
      writer.publish(2);
      reader.attach();
      for (let i = 0; i < SLOT_COUNT; i++) write(writer, i);
      writer.publish(3);
    }
  });

  test('a reader that joins while the writer runs ahead sees every slot from its cursor on', () => {
    const places = atEveryPlace((place) => {
      const { buffer, writer, reader } = makeEventRing();
      // A stop of its own: a full ring then hands out the scratch slot instead of waiting.
      const impatient = running();
      impatient.request();
      const runner = new EventRingWriter(buffer, impatient);
      for (let i = 0; i < 3; i++) write(runner, 1000 + i);
      runner.publish(1);
      let value = 0;
      const runAhead = (): void => {
        for (let i = 0; i < 5 * SLOT_COUNT; i++) {
          const at = runner.next();
          if (at === scratchSlotOffset(SLOT_COUNT)) break;
          runner.views.f64[at >> 3] = ++value;
          runner.publish(1);
        }
      };
      expect(writer.position).toBe(START);
      const outcome = interfere(place, () => reader.attach(), runAhead);
      const newest = value;
      runAhead();
      const seen = Array.from({ length: reader.available() }, (_, i) => read(reader, i));
      expect(seen.length).toBeLessThanOrEqual(SLOT_COUNT);
      const first = value - seen.length + 1;
      expect(seen, `place ${place}`).toEqual(seen.map((_, i) => first + i));
      if (!outcome.intruded) expect(newest).toBe(0);
      return outcome;
    });
    expect(places).toBeGreaterThan(4);
  });
});

const CAPACITY = 1024;

describe('frame ring, with the other side at every place', () => {
  const fill = (writer: FrameRingWriter, tag: number, bytes: number): void => {
    const at = writer.claim(bytes);
    writer.views.u8.fill(tag & 0xff, at, at + bytes);
    writer.commit(bytes, tag);
    writer.flush();
  };

  /** A copy that is made in two halves, the writer in between if the place is there. */
  class TornCopy extends Uint8Array {
    between: () => void = () => {};
    override set(source: ArrayLike<number>, offset = 0): void {
      const half = source.length >> 1;
      super.set(Array.prototype.slice.call(source, 0, half), offset);
      this.between();
      super.set(Array.prototype.slice.call(source, half), offset + half);
    }
  }

  /** Poll with the writer let loose for `frames` frames at one place; every byte handed out must be right. */
  function pollUnderFire(place: number | 'in the copy', frames: number, backlog: number) {
    const buffer = allocateFrameRing(CAPACITY, 1, START);
    const stop = running();
    const writer = new FrameRingWriter(buffer, stop, 'live');
    const reader = new FrameRingReader(buffer, 0, stop);
    reader.attach();
    let tag = 0;
    const letLoose = (): void => {
      for (let i = 0; i < frames; i++) fill(writer, ++tag, 20 + ((tag * 37) % 200));
    };
    for (let i = 0; i < backlog; i++) fill(writer, ++tag, 20 + ((tag * 37) % 200));
    const target = new TornCopy(CAPACITY);
    if (place === 'in the copy') target.between = letLoose;
    const outcome = interfere(
      place === 'in the copy' ? Infinity : place,
      () => reader.poll(target, 100),
      letLoose,
    );
    for (let record = 0; record < outcome.result; record++) {
      const offset = reader.recordOffset[record]!;
      const bytes = target.subarray(offset, offset + reader.recordLength[record]!);
      const expected = reader.recordTag[record]! & 0xff;
      expect(
        bytes.every((byte) => byte === expected),
        `torn at place ${place}`,
      ).toBe(true);
      expect(reader.recordTag[record]).toBe(record + 1);
    }
    return { outcome, lapped: reader.lapped() };
  }

  test('a poll hands out whole records or tells a lap, wherever the writer comes between', () => {
    let laps = 0;
    let polls = 0;
    for (let frames = 1; frames < 24; frames++) {
      for (let backlog = 1; backlog < 6; backlog++) {
        atEveryPlace((place) => {
          const { outcome, lapped } = pollUnderFire(place, frames, backlog);
          if (lapped) laps++;
          else expect(outcome.result).toBeGreaterThan(0);
          polls++;
          return outcome;
        });
      }
    }
    expect(laps).toBeGreaterThan(50);
    expect(polls - laps).toBeGreaterThan(50);
  });

  test('a record that was overwritten in the middle of its copy is never handed out', () => {
    let laps = 0;
    for (let frames = 1; frames < 24; frames++) {
      for (let backlog = 1; backlog < 6; backlog++) {
        const { outcome, lapped } = pollUnderFire('in the copy', frames, backlog);
        if (lapped) laps++;
        if (frames === 23) expect(lapped).toBe(true);
        if (frames === 1 && backlog === 1) expect(outcome.result).toBeGreaterThan(0);
      }
    }
    expect(laps).toBeGreaterThan(10);
  });

  test('a reader that polls while the writer claims and writes gets whole records or a lap', () => {
    let laps = 0;
    let records = 0;
    const places = atEveryPlace((place) => {
      const buffer = allocateFrameRing(CAPACITY, 1, START);
      const stop = running();
      const writer = new FrameRingWriter(buffer, stop, 'live');
      const reader = new FrameRingReader(buffer, 0, stop);
      reader.attach();
      const target = new Uint8Array(CAPACITY);
      const outcome = interfere(
        place,
        () => {
          for (let tag = 1; tag < 60; tag++) fill(writer, tag, 20 + ((tag * 37) % 200));
        },
        () => {
          const count = reader.poll(target, 100);
          for (let record = 0; record < count; record++) {
            const offset = reader.recordOffset[record]!;
            const bytes = target.subarray(offset, offset + reader.recordLength[record]!);
            expect(reader.recordTag[record]).toBe(record + 1);
            expect(
              bytes.every((byte) => byte === record + 1),
              `torn at place ${place}`,
            ).toBe(true);
          }
          records += count;
          laps += reader.lapCount;
        },
      );
      return outcome;
    });
    expect(places).toBeGreaterThan(100);
    expect(records).toBeGreaterThan(10);
    expect(laps).toBeGreaterThan(10);
  });

  test('a gated writer never misses the poll that makes room', () => {
    atEveryPlace((place) => {
      const buffer = allocateFrameRing(CAPACITY, 1, START);
      const stop = running();
      const writer = new FrameRingWriter(buffer, stop, 'gated');
      const reader = new FrameRingReader(buffer, 0, stop);
      reader.attach();
      for (let tag = 1; tag <= CAPACITY / 64; tag++) fill(writer, tag, 8);
      const target = new Uint8Array(CAPACITY);
      const outcome = interfere(
        place,
        () => fill(writer, 99, 8),
        () => expect(reader.poll(target, 100)).toBe(CAPACITY / 64),
      );
      expect(outcome.sleptInVain, `lost wake-up at place ${place}`).toBe(false);
      expect(reader.lapCount).toBe(0);
      return outcome;
    });
  });
});

describe('interest, with the other side at every place', () => {
  test('a lane that takes its dirty words never misses a want', () => {
    const shape = { gatewayCount: 1, laneCount: 1, instrumentLimit: 70, streamsPerInstrument: 8 };
    const look = (lane: InterestReader): boolean => {
      let requested = false;
      if (!lane.changed()) return false;
      for (let w = 0; w < lane.dirtyWordCount; w++) {
        if (lane.takeDirtyWord(w) !== 0) requested = lane.imageRequested(65 * 8) || requested;
      }
      return requested;
    };
    for (const side of ['lane', 'gateway'] as const) {
      atEveryPlace((place) => {
        const buffer = InterestTable.allocate(shape);
        const gateway = new InterestWriter(buffer, 0);
        const lane = new InterestReader(buffer, 0);
        gateway.want(3, 0, 0);
        let seen = false;
        const want = (): void => gateway.want(65 * 8, 65, 0);
        const lookOnce = (): void => void (seen = look(lane) || seen);
        const outcome =
          side === 'lane' ? interfere(place, lookOnce, want) : interfere(place, want, lookOnce);
        if (!outcome.intruded) want();
        lookOnce();
        expect(seen, `missed at place ${place} of the ${side}`).toBe(true);
        return outcome;
      });
    }
  });
});
