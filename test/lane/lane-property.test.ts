/** Random venue messages, batches and interest: every client's book is the naive book, at every depth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Side } from '../../src/market/side.js';
import { REASON, STATE } from '../../src/market/state.js';
import { streamId, type StreamSlot } from '../../src/market/stream.js';
import type { InstrumentId } from '../../src/market/units.js';
import { NaiveBook, type NaiveResult } from '../model/naive-l3-book.js';
import { LaneRig, on, type EventWriter } from './lane-rig.js';

const SLOTS: readonly StreamSlot[] = [0, 1, 2, 3, 4, 5, 6, 7];
const DEPTHS = [0, 0, 0, 0, 1, 10, 50, Infinity];
const INSTRUMENTS = 3;
/** The last instrument has bare levels, the others have orders. */
const BARE = INSTRUMENTS - 1;
const DEPTH_LIMIT = 70;
const PRICES = 140;

type Change =
  | { kind: 'add'; side: Side; id: number; price: number; quantity: number }
  | { kind: 'reduce' | 'execute'; id: number; quantity: number }
  | { kind: 'replace'; id: number; to: number; price: number; quantity: number }
  | { kind: 'delete'; id: number }
  | { kind: 'trade'; price: number; quantity: number; id: number }
  | { kind: 'clear' | 'image' | 'halt' | 'live' | 'stale' };
type Step =
  | { kind: 'message'; changes: { instrument: number; change: Change }[]; publish: boolean }
  | { kind: 'half' }
  | { kind: 'turn' }
  | { kind: 'settle' }
  | { kind: 'want' | 'drop' | 'request'; instrument: number; slot: StreamSlot };

const side = fc.constantFrom<Side>(0, 1);
const id = fc.integer({ min: 1, max: 60 });
const price = fc.integer({ min: 0, max: PRICES });
const quantity = fc.integer({ min: 1, max: 9 });
const of = <K extends string>(kind: K): fc.Arbitrary<K> => fc.constant(kind);

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: of('add'), side, id, price, quantity }) },
  { weight: 4, arbitrary: fc.record({ kind: of('reduce'), id, quantity }) },
  { weight: 4, arbitrary: fc.record({ kind: of('execute'), id, quantity }) },
  { weight: 6, arbitrary: fc.record({ kind: of('replace'), id, to: id, price, quantity }) },
  { weight: 4, arbitrary: fc.record({ kind: of('delete'), id }) },
  { weight: 2, arbitrary: fc.record({ kind: of('trade'), price, quantity, id }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('clear', 'image', 'halt', 'live', 'stale'),
    }),
  },
);
const instrument = fc.nat(INSTRUMENTS - 1);
const slot = fc.constantFrom(...SLOTS);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: of('message'),
      changes: fc.array(fc.record({ instrument, change }), { minLength: 1, maxLength: 6 }),
      publish: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: of('half') }) },
  { weight: 6, arbitrary: fc.record({ kind: of('turn') }) },
  { weight: 4, arbitrary: fc.record({ kind: of('settle') }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('want', 'drop', 'request'), instrument, slot }),
  },
);

class Truth {
  readonly book = new NaiveBook();
  declared: number = STATE.STALE;
  isQuarantined = false;

  /** What is refused but for an order that is not there ends the trust in the book. */
  note(result: NaiveResult): void {
    if (result === 'applied' || result === 'unknown-order' || result === 'not-there') return;
    this.isQuarantined = true;
    this.declared = STATE.STALE;
  }

  get state(): number {
    const [bid, ask] = [this.book.levels(0)[0], this.book.levels(1)[0]];
    const crossed = bid !== undefined && ask !== undefined && bid.price >= ask.price;
    return this.declared === STATE.LIVE && crossed ? STATE.CROSSED : this.declared;
  }
}

class Scene {
  readonly rig: LaneRig;
  readonly ids: InstrumentId[] = [];
  readonly truths: Truth[] = [];
  readonly wanted = new Set<number>();

  constructor(cut: 'batch' | 'message', batchEventLimit: number, changeLimit: number) {
    this.rig = new LaneRig({ cut, batchEventLimit, changeLimit, hashEvery: 1 });
    for (let index = 0; index < INSTRUMENTS; index++) {
      const depthLimit = index === BARE ? DEPTH_LIMIT : 0;
      this.ids.push(this.rig.define(index, { depthLimit }));
      const truth = new Truth();
      this.truths.push(truth);
      this.rig.message(...this.image(index, true));
    }
  }

  run(step: Step): void {
    switch (step.kind) {
      case 'message': {
        const writers = step.changes.flatMap((one) => this.apply(one.instrument, one.change));
        this.rig.open(...writers);
        this.truths[BARE]!.book.truncate(DEPTH_LIMIT);
        this.rig.more(on.messageEnd(this.ids[0]!));
        if (step.publish) this.rig.publish();
        return;
      }
      case 'half': {
        // A message whose end comes later; the lane works in between.
        const truth = this.truths[0]!;
        this.rig.open(...this.apply(0, { kind: 'add', side: 0, id: 61, price: 7, quantity: 3 }));
        this.rig.publish();
        this.rig.turn();
        this.rig.more(on.delete(this.ids[0]!, 61));
        truth.book.remove('61');
        this.rig.last();
        return;
      }
      case 'turn':
        this.rig.turn();
        return;
      case 'settle':
        this.check();
        return;
      case 'want':
        this.wanted.add(streamId(this.ids[step.instrument]!, step.slot));
        return this.rig.want(this.ids[step.instrument]!, step.slot);
      case 'drop':
        this.wanted.delete(streamId(this.ids[step.instrument]!, step.slot));
        return this.rig.drop(this.ids[step.instrument]!, step.slot);
      case 'request':
        return this.rig.requestImage(this.ids[step.instrument]!, step.slot);
    }
  }

  check(): void {
    this.rig.publish();
    this.rig.settle();
    for (const [index, truth] of this.truths.entries()) {
      for (const slot of SLOTS) {
        if (this.wanted.has(streamId(this.ids[index]!, slot))) this.checkStream(index, truth, slot);
      }
    }
  }

  private checkStream(index: number, truth: Truth, slot: StreamSlot): void {
    const replica = this.rig.replica(this.ids[index]!, slot);
    const { book } = truth;
    expect(replica.state).toBe(truth.state);
    for (const side of [0, 1] as const) {
      const levels = book.levels(side);
      expect(replica.levels(side)).toEqual(levels.slice(0, DEPTHS[slot]));
      if (slot === 1) {
        const { price, quantity } = levels[0] ?? { price: 0, quantity: 0 };
        expect(replica.top!.slice(side * 2, side * 2 + 2)).toEqual([price, quantity]);
      }
      if (slot !== 3 || index === BARE) continue;
      for (const { price } of levels) {
        const mine = replica.orders.filter((order) => order.side === side && order.price === price);
        expect(mine.map((order) => [String(order.id), order.quantity])).toEqual(
          book.queue(side, price).map((order) => [order.id, order.quantity]),
        );
      }
    }
    if (slot === 3) {
      const count = [...book.levels(0), ...book.levels(1)].reduce(
        (sum, one) => sum + one.orders,
        0,
      );
      expect(replica.orders.length).toBe(index === BARE ? 0 : count);
    }
  }

  private image(index: number, crowded: boolean): EventWriter[] {
    const a = this.ids[index]!;
    const { book } = this.truths[index]!;
    this.truths[index]!.declared = STATE.LIVE;
    this.truths[index]!.isQuarantined = false;
    book.clear();
    const writers = [on.imageBegin(a)];
    for (let rank = 0; rank < (crowded ? 65 : 3); rank++) {
      for (const side of [0, 1] as const) {
        const price = side === 0 ? 69 - rank : 71 + rank;
        writers.push(this.rest(index, side, 1000 + rank * 2 + side, price, 2));
      }
    }
    return [...writers, on.imageEnd(a)];
  }

  private rest(
    index: number,
    side: Side,
    id: number,
    price: number,
    quantity: number,
  ): EventWriter {
    const { book } = this.truths[index]!;
    const a = this.ids[index]!;
    if (index === BARE) {
      book.setLevel(side, price, quantity, 0);
      return on.level(a, side, price, quantity);
    }
    this.truths[index]!.note(book.add(side, String(id), price, quantity));
    return on.add(a, side, id, price, quantity);
  }

  private apply(index: number, change: Change): EventWriter[] {
    const a = this.ids[index]!;
    const truth = this.truths[index]!;
    const { book } = truth;
    switch (change.kind) {
      case 'add':
        if (index === BARE && change.quantity === 9) {
          book.setLevel(change.side, change.price, 0, 0);
          return [on.level(a, change.side, change.price, 0)];
        }
        return [this.rest(index, change.side, change.id, change.price, change.quantity)];
      case 'reduce':
        truth.note(book.reduce(String(change.id), change.quantity));
        return [on.reduce(a, change.id, change.quantity)];
      case 'execute':
        truth.note(book.reduce(String(change.id), change.quantity));
        return [on.execute(a, change.id, change.quantity, 5)];
      case 'replace':
        this.replace(truth, change);
        return [on.replace(a, change.id, change.to, change.price, change.quantity)];
      case 'delete':
        book.remove(String(change.id));
        return [on.delete(a, change.id)];
      case 'trade':
        return [on.trade(a, 2, change.price, change.quantity, change.id)];
      case 'clear':
        truth.declared = STATE.STALE;
        truth.isQuarantined = false;
        book.clear();
        return [on.clear(a, REASON.VENUE_RESET)];
      case 'image':
        return this.image(index, false);
      default: {
        const said =
          change.kind === 'halt' ? STATE.HALTED : change.kind === 'live' ? STATE.LIVE : STATE.STALE;
        truth.declared = truth.isQuarantined ? STATE.STALE : said;
        return [on.status(a, said)];
      }
    }
  }

  /** A refused replacement takes the old order with it. */
  private replace(truth: Truth, change: Change & { kind: 'replace' }): void {
    const { book } = truth;
    const [from, to] = [String(change.id), String(change.to)];
    const taken = from !== to && book.find(to) !== undefined;
    const result = book.replace(from, to, change.price, change.quantity);
    if (result !== 'applied') book.remove(from);
    truth.note(taken ? 'duplicate-order' : result);
  }
}

describe('a client that reads every frame', () => {
  it('has the naive book at all depths, whatever the batches, cuts and interest', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('batch' as const, 'message' as const),
        fc.constantFrom(1, 2, 3, 7, 1024),
        fc.constantFrom(4, 512),
        fc.array(step, { minLength: 5, maxLength: 60 }),
        (cut, batchEventLimit, changeLimit, steps) => {
          const scene = new Scene(cut, batchEventLimit, changeLimit);
          for (const id of scene.ids) {
            for (const slot of SLOTS) {
              scene.wanted.add(streamId(id, slot));
              scene.rig.want(id, slot);
            }
          }
          scene.check();
          for (const one of steps) scene.run(one);
          scene.check();
        },
      ),
      { numRuns: 150 },
    );
  });
});
