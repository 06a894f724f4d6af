import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BookcastError } from '../../src/client/errors.js';
import { FrameDispatcher } from '../../src/client/frame-dispatcher.js';
import { StreamReplica } from '../../src/client/stream-replica.js';
import { ASK, BID } from '../../src/market/side.js';
import { STREAM_SLOT, type StreamSlot } from '../../src/market/stream.js';
import type { ModelLevel } from './model-book.js';
import { ModelStream } from './model-stream.js';

const BOOK_SLOTS: StreamSlot[] = [
  STREAM_SLOT.BOOK_1,
  STREAM_SLOT.BOOK_10,
  STREAM_SLOT.BOOK_50,
  STREAM_SLOT.BOOK_FULL,
];

type Content = readonly (readonly ModelLevel[])[];

function contentOf(replica: StreamReplica): Content {
  const book = replica.book!;
  return ([BID, ASK] as const).map((side) =>
    Array.from({ length: book.levelCount(side) }, (_, rank) => ({
      price: book.ticks(side, rank),
      quantity: book.lots(side, rank),
      orders: book.orderCount(side, rank),
    })),
  );
}

/** The sans-I/O core of the client with one stream; every loss becomes a wish for an image. */
class TestReader {
  readonly replica: StreamReplica;
  wantsImage = false;
  losses = 0;
  private readonly dispatcher: FrameDispatcher;

  constructor(stream: ModelStream) {
    this.replica = new StreamReplica(stream.venue, stream.symbol, stream.slot, {
      instrument: () => undefined,
    });
    this.replica.begin(stream.instrument);
    this.dispatcher = new FrameDispatcher({
      frame: (frame) => {
        const outcome = this.replica.receive(frame);
        if (outcome === 'gap' || outcome === 'misfit' || outcome === 'hash-mismatch') {
          this.losses++;
          this.wantsImage = true;
        }
      },
      instrument: () => undefined,
      latencyReport: () => undefined,
    });
  }

  read(message: Uint8Array): void {
    this.dispatcher.dispatch(message);
  }
}

const step = fc.record({
  side: fc.integer({ min: 0, max: 1 }),
  price: fc.integer({ min: -30, max: 30 }),
  quantity: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 5 }) },
    { weight: 1, arbitrary: fc.constant(0) },
  ),
});

const action = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('delta' as const),
      steps: fc.array(step, { maxLength: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('refresh' as const) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('epoch' as const) }) },
);

/** What the way does to the frame with this number. */
const fault = fc.oneof(
  { weight: 8, arbitrary: fc.constant('none' as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'drop' as const,
      'duplicate' as const,
      'late' as const,
      'duplicate-late' as const,
    ),
  },
);

function framesOf(
  stream: ModelStream,
  each: { type: string; steps?: { side: number; price: number; quantity: number }[] },
): Uint8Array[] {
  if (each.type === 'delta') return [stream.delta(each.steps!)];
  if (each.type === 'epoch') {
    stream.newEpoch();
    return stream.image();
  }
  return stream.image(true);
}

describe('a replica on a way that loses, repeats and reorders frames', () => {
  it('is equal to the server whenever it says that it is in sync, and heals', () => {
    let losses = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...BOOK_SLOTS),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(action, fault), { minLength: 1, maxLength: 60 }),
        (slot, hashEvery, script) => {
          const stream = new ModelStream(3, 'sim', 'AAA', slot, hashEvery);
          const reader = new TestReader(stream);
          const { replica } = reader;
          const history = new Map<string, Content>();
          const remember = (): void => {
            history.set(
              `${1_700_000_000}.${stream.epochCounter}:${stream.seq}`,
              stream.book.window(),
            );
          };
          const check = (): void => {
            if (!replica.inSync) return;
            expect(contentOf(replica)).toEqual(history.get(`${replica.epoch}:${replica.seq}`));
          };
          const deliver = (frame: Uint8Array): void => {
            reader.read(frame);
            check();
          };
          const heal = (): void => {
            reader.wantsImage = false;
            for (const part of stream.image()) deliver(part);
          };
          remember();
          heal();
          expect(replica.inSync).toBe(true);
          let late: Uint8Array[] = [];
          for (const [each, what] of script) {
            const frames = framesOf(stream, each);
            remember();
            const overdue = late;
            late = [];
            for (const frame of frames) {
              if (what !== 'drop' && what !== 'late') deliver(frame);
              if (what === 'duplicate') deliver(frame);
              if (what === 'late' || what === 'duplicate-late') late.push(frame);
            }
            for (const frame of overdue) deliver(frame);
            if (reader.wantsImage) heal();
          }
          for (const frame of late) deliver(frame);
          // One more delta shows a loss at the very end.
          const last = stream.delta([{ side: 0, price: -31, quantity: 1 }]);
          remember();
          deliver(last);
          if (!replica.inSync) heal();
          expect([replica.inSync, replica.seq]).toEqual([true, stream.seq]);
          expect(contentOf(replica)).toEqual(stream.book.window());
          losses += reader.losses;
        },
      ),
      { numRuns: 600 },
    );
    expect(losses).toBeGreaterThan(100);
  });

  it('takes a cached image with the deltas after it, and says catching-up until the newest frame seen is contained', () => {
    const stream = new ModelStream(3, 'sim', 'AAA', STREAM_SLOT.BOOK_10);
    const reader = new TestReader(stream);
    const cached = stream.image();
    const deltas = [1, 2, 3, 4].map((price) => stream.delta([{ side: 0, price, quantity: price }]));
    for (const part of cached) reader.read(part);
    reader.read(deltas[0]!);
    reader.read(deltas[2]!);
    expect([reader.replica.sync, reader.losses]).toEqual(['out-of-sync', 1]);
    for (const part of cached) reader.read(part);
    expect(reader.replica.sync).toBe('catching-up');
    reader.read(deltas[0]!);
    reader.read(deltas[1]!);
    expect(reader.replica.sync).toBe('catching-up');
    reader.read(deltas[2]!);
    expect([reader.replica.sync, reader.replica.seq]).toEqual(['in-sync', 3]);
    reader.read(deltas[3]!);
    expect(contentOf(reader.replica)).toEqual(stream.book.window());
  });

  it('notices a changed quantity by the hash', () => {
    const stream = new ModelStream(3, 'sim', 'AAA', STREAM_SLOT.BOOK_10);
    const reader = new TestReader(stream);
    for (const part of stream.image()) reader.read(part);
    const frame = stream.delta([{ side: 0, price: 5, quantity: 10 }]);
    frame[176 + 8] = 11;
    reader.read(frame);
    expect([reader.replica.sync, reader.losses]).toEqual(['out-of-sync', 1]);
  });

  it('notices a wrong hash of an image and shows the book before', () => {
    const stream = new ModelStream(3, 'sim', 'AAA', STREAM_SLOT.BOOK_10);
    const reader = new TestReader(stream);
    stream.delta([{ side: 0, price: 5, quantity: 10 }]);
    const [image] = stream.image();
    image![152] = image![152]! ^ 1;
    reader.read(image!);
    expect([reader.replica.sync, contentOf(reader.replica)]).toEqual(['out-of-sync', [[], []]]);
  });

  it('notices by a refresh image of its own position that its book is wrong', () => {
    const stream = new ModelStream(3, 'sim', 'AAA', STREAM_SLOT.BOOK_10, 1000);
    const reader = new TestReader(stream);
    for (const part of stream.image()) reader.read(part);
    const frame = stream.delta([{ side: 0, price: 5, quantity: 10 }]);
    frame[176 + 8] = 11;
    reader.read(frame);
    expect(reader.replica.inSync).toBe(true);
    for (const part of stream.image(true)) reader.read(part);
    expect(reader.replica.sync).toBe('out-of-sync');
  });

  it('puts a large image together from its parts, and notices a missing part', () => {
    const stream = new ModelStream(3, 'sim', 'AAA', STREAM_SLOT.BOOK_FULL);
    const steps = Array.from({ length: 6000 }, (_, i) => ({
      side: i % 2,
      price: i % 2 === 0 ? -1 - i : i,
      quantity: i + 1,
    }));
    stream.delta(steps);
    const parts = stream.image();
    expect(parts.length).toBe(3);
    const reader = new TestReader(stream);
    for (const part of parts) reader.read(part);
    expect(reader.replica.inSync).toBe(true);
    expect(contentOf(reader.replica)).toEqual(stream.book.window());
    const other = new TestReader(stream);
    other.read(parts[0]!);
    other.read(parts[2]!);
    expect(other.replica.sync).toBe('out-of-sync');
  });

  it('skips a whole frame of a kind that it does not know, and reads what follows it', () => {
    const stream = new ModelStream(3, 'sim', 'AAA', STREAM_SLOT.BOOK_10, 2);
    const reader = new TestReader(stream);
    const unknown = stream.image()[0]!.slice();
    unknown.set(Buffer.from('BCZZ'), 8);
    const image = stream.image()[0]!;
    reader.read(Buffer.concat([unknown, image, unknown]));
    expect(reader.replica.inSync).toBe(true);
    // Its length is all that can be relied on, so it has to be true.
    expect(() => reader.read(unknown.subarray(0, -1))).toThrow(BookcastError);
  });

  it('meets any damaged bytes with a coded error or a wish for an image, never with another exception', () => {
    const mutation = fc.record({ at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) });
    let refused = 0;
    let lost = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.array(mutation, { maxLength: 3 }), fc.nat(255)), {
          minLength: 1,
          maxLength: 8,
        }),
        (messages) => {
          const stream = new ModelStream(3, 'sim', 'AAA', STREAM_SLOT.BOOK_10, 2);
          const reader = new TestReader(stream);
          for (const part of stream.image()) reader.read(part);
          for (const [isImage, mutations, flags] of messages) {
            const frame = isImage
              ? stream.image()[0]!
              : stream.delta([{ side: flags & 1, price: flags, quantity: 1 + flags }]);
            // The flags choose the way through the replica: damage them more often than chance would.
            if (flags > 200) frame[150] = flags & 31;
            for (const { at, value } of mutations) frame[at % Math.min(frame.length, 190)] = value;
            try {
              reader.read(frame);
            } catch (error) {
              expect(error).toBeInstanceOf(BookcastError);
              refused++;
            }
          }
          lost += reader.losses;
        },
      ),
      { numRuns: 4000 },
    );
    expect(refused).toBeGreaterThan(100);
    expect(lost).toBeGreaterThan(100);
  });
});
