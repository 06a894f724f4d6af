import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOLD_LIMITS, type MoldLimits } from '../../../src/feed/normalize/itch/mold/limits.js';
import {
  LineArbiter,
  REQUEST_LINE,
  type LossReason,
  type MoldOutput,
} from '../../../src/feed/normalize/itch/mold/sync-rule.js';
import { endOfSession, heartbeat, moldPacket, numbered } from './mold-packets.js';

class Recorded implements MoldOutput {
  readonly messages: number[] = [];
  readonly sequences: number[] = [];
  readonly news: string[] = [];
  readonly requests: [number, number][] = [];
  sessionBegan(name: string): void {
    this.news.push(`session ${name}`);
  }
  message(view: DataView, at: number, length: number, sequence: number): void {
    this.sequences.push(sequence);
    this.messages.push(length === 0 ? -1 : Number(view.getBigUint64(at + 1)));
  }
  request(_session: Int32Array, sequence: number, count: number): void {
    this.requests.push([sequence, count]);
  }
  lost(from: number, to: number, why: LossReason): void {
    this.news.push(`lost ${from} ${to} ${why}`);
  }
  contradicted(end: number): void {
    this.news.push(`contradicted ${end}`);
  }
  silent(): void {
    this.news.push('silent');
  }
  heard(): void {
    this.news.push('heard');
  }
  sessionEnded(): void {
    this.news.push('ended');
  }
}

const MS = 1e6;

/** Packets of `size` messages: number n is the message with sequence n. */
const of = (from: number, size: number): Buffer =>
  moldPacket(
    from,
    Array.from({ length: size }, (_, index) => numbered(from + index)),
  );

function setUp(limits: Partial<MoldLimits> = {}, lines = 2) {
  const output = new Recorded();
  const arbiter = new LineArbiter(lines, output, { ...MOLD_LIMITS, ...limits });
  let nowNs = 0;
  return {
    output,
    arbiter,
    at: (ms: number) => (nowNs = ms * MS),
    get nowNs() {
      return nowNs;
    },
    put: (line: number, bytes: Uint8Array) => arbiter.packet(line, bytes, nowNs, nowNs),
    tick: (ms: number) => arbiter.checkTimers((nowNs = ms * MS)),
  };
}

const upTo = (last: number, from = 1): number[] =>
  Array.from({ length: last - from + 1 }, (_, index) => from + index);

describe('the rule of MoldUDP64 lines', () => {
  it('hands on each message once, whichever line brings it first', () => {
    const { output, arbiter, put, at } = setUp();
    put(0, of(1, 3));
    at(1);
    put(1, of(1, 3));
    put(1, of(4, 2));
    at(4);
    put(0, of(4, 2));
    expect(output.messages).toEqual(upTo(5));
    expect(arbiter.lines[0]).toMatchObject({ first: 3, duplicates: 2, lost: 0, leadNs: 1 * MS });
    expect(arbiter.lines[1]).toMatchObject({ first: 2, duplicates: 3, lost: 0, leadNs: 3 * MS });
    expect(output.requests).toEqual([]);
  });

  it('holds what comes early until the other line fills the hole', () => {
    const { output, arbiter, put } = setUp();
    put(0, of(1, 2));
    put(0, of(5, 2));
    expect(output.messages).toEqual([1, 2]);
    put(1, of(3, 2));
    expect(output.messages).toEqual(upTo(6));
    expect(arbiter.lines[0]).toMatchObject({ lost: 2 });
    expect(arbiter.gaps).toBe(1);
  });

  it('asks for what no line brings, in requests of a bounded size, and again when nothing comes', () => {
    const { output, put, tick, at } = setUp({ requestMessages: 4 });
    put(0, of(1, 1));
    put(0, of(12, 1));
    expect(output.requests).toEqual([]);
    tick(2);
    expect(output.requests).toEqual([
      [2, 4],
      [6, 4],
      [10, 2],
    ]);
    at(10);
    // A part of the answer: the rest is asked for at once.
    put(REQUEST_LINE, of(2, 2));
    expect(output.requests.slice(3)).toEqual([[4, 2]]);
    tick(52);
    expect(output.requests.slice(4)).toEqual([
      [6, 4],
      [10, 2],
    ]);
    put(REQUEST_LINE, of(4, 8));
    expect(output.messages).toEqual(upTo(12));
  });

  it('keeps the number of requests under way and their pace within limits', () => {
    const { output, put, tick } = setUp({
      requestMessages: 1,
      requestsInFlight: 3,
      requestsPerSecond: 1000,
    });
    tick(1000);
    put(0, of(1, 1));
    put(0, of(101, 1));
    tick(1002);
    expect(output.requests.map(([from]) => from)).toEqual([2, 3, 4]);
    put(REQUEST_LINE, of(2, 1));
    expect(output.requests.length).toBe(4);
    put(REQUEST_LINE, of(3, 3));
    expect(output.requests.length).toBeLessThanOrEqual(7);
    for (let ms = 1003; ms < 2000; ms++) {
      tick(ms);
      for (const [from] of output.requests.slice(-3)) put(REQUEST_LINE, of(from, 1));
    }
    expect(output.messages).toEqual(upTo(101));
    // 1000 a second on average, and a burst as large as may be under way.
    expect(output.requests.length).toBeLessThanOrEqual(1000 + 3);
  });

  it('learns of a loss at the tail from a heartbeat', () => {
    const { output, put, tick } = setUp();
    put(0, of(1, 2));
    put(1, heartbeat(4));
    tick(2);
    expect(output.requests).toEqual([[3, 1]]);
    put(REQUEST_LINE, of(3, 1));
    expect(output.messages).toEqual([1, 2, 3]);
  });

  it('gives a hole up when it is too old, and goes on behind it', () => {
    const { output, put, tick, arbiter } = setUp({ gapHoldNs: 100 * MS });
    put(0, of(1, 2));
    put(0, of(5, 2));
    put(0, of(9, 1));
    put(1, of(9, 1));
    tick(101);
    expect(output.news).toEqual(['session SESSION001', 'lost 3 5 too-late', 'lost 7 9 too-late']);
    expect(output.messages).toEqual([1, 2, 5, 6, 9]);
    expect(arbiter.lostMessages).toBe(4);
    // What comes now comes too late.
    put(1, of(3, 2));
    expect(output.messages).toEqual([1, 2, 5, 6, 9]);
  });

  it('does not believe a hole that only one packet speaks of', () => {
    const { output, put, tick, arbiter } = setUp({ gapHoldNs: 100 * MS });
    put(0, of(1, 2));
    put(0, of(1000, 2));
    put(0, of(3, 2));
    tick(101);
    expect(arbiter.refusals).toEqual({ 'sequence-jump': 1 });
    put(0, of(5, 2));
    put(0, heartbeat(7));
    tick(201);
    expect(output.news).toEqual(['session SESSION001']);
    expect(output.messages).toEqual(upTo(6));
    expect(arbiter.isWaiting).toBe(false);
    expect(arbiter.lines[0]).toMatchObject({ lost: 0 });
  });

  it('gives a hole up when too many packets are held behind it', () => {
    const { output, put } = setUp({ heldPackets: 3 });
    put(0, of(1, 1));
    for (const from of [3, 4, 5]) put(0, of(from, 1));
    expect(output.news.at(-1)).toBe('lost 2 3 window-full');
    expect(output.messages).toEqual([1, 3, 4, 5]);
  });

  it('believes a large hole only when a second packet agrees', () => {
    const { output, put, arbiter } = setUp({ gapMessages: 100 });
    put(0, of(1, 1));
    put(0, of(5_000_000_000, 1));
    put(0, of(2, 1));
    expect(output.messages).toEqual([1, 2]);
    expect(arbiter.refusals).toEqual({ 'sequence-jump': 1 });
    put(0, of(1000, 1));
    put(0, of(1001, 1));
    expect(output.news.at(-1)).toBe('lost 3 1000 too-large');
    expect(output.messages).toEqual([1, 2, 1000, 1001]);
    expect(output.requests).toEqual([]);
  });

  it('keeps every integer of a sequence above 2^32 and refuses those from 2^53 on', () => {
    const { output, put, arbiter } = setUp();
    const from = 2 ** 53 - 4;
    put(0, moldPacket(from, [numbered(1)]));
    put(0, moldPacket(from + 1, [numbered(2)]));
    put(0, moldPacket(from + 2, [numbered(3)]));
    put(0, moldPacket(from + 2, [numbered(3), numbered(4)]));
    put(0, moldPacket(2n ** 53n, [numbered(5)]));
    put(0, moldPacket(2n ** 64n - 1n, []));
    expect(output.sequences).toEqual([from, from + 1, from + 2]);
    expect(arbiter.refusals).toMatchObject({ 'sequence-too-large': 3 });
  });

  it('turns to another session after several packets of it, and loses none of them', () => {
    const { output, put, arbiter } = setUp({ sessionPackets: 3 });
    put(0, of(1, 2));
    const other = (from: number): Buffer =>
      moldPacket(from, [numbered(100 + from)], { session: 'NEXT' });
    put(0, other(1));
    put(1, of(1, 2));
    expect(output.news).toEqual(['session SESSION001']);
    put(0, other(2));
    put(0, other(3));
    expect(output.news).toEqual(['session SESSION001', 'session NEXT']);
    expect(output.messages).toEqual([1, 2, 101, 102, 103]);
    // A line that is behind does not turn it back.
    for (let i = 3; i < 12; i++) put(1, of(i, 1));
    expect(arbiter.sessionName).toBe('NEXT');
    expect(output.messages.length).toBe(5);
  });

  it('does not turn to another session for single packets', () => {
    const { output, put, arbiter } = setUp({ sessionPackets: 3 });
    for (let i = 1; i < 20; i++) {
      put(0, of(i, 1));
      put(0, moldPacket(i + 1, [numbered(9999)], { session: 'OTHER' }));
    }
    expect(output.messages).toEqual(upTo(19));
    expect(arbiter.refusals).toEqual({ 'other-session': 19 });
  });

  it('ends a session once all of it is there, and takes the next one at once', () => {
    const { output, put } = setUp();
    put(0, of(1, 2));
    put(0, endOfSession(4));
    expect(output.news).toEqual(['session SESSION001']);
    put(1, of(3, 1));
    expect(output.news).toEqual(['session SESSION001', 'ended']);
    put(0, moldPacket(1, [numbered(7)], { session: 'TOMORROW' }));
    expect(output.news.at(-1)).toBe('session TOMORROW');
    expect(output.messages).toEqual([1, 2, 3, 7]);
  });

  it('calls the lines silent when nothing current comes, old packets notwithstanding', () => {
    const { output, put, tick, at } = setUp({ silenceNs: 1000 * MS });
    put(0, of(1, 2));
    at(900);
    put(1, of(1, 2));
    tick(1800);
    expect(output.news).not.toContain('silent');
    put(0, of(1, 1));
    tick(2000);
    expect(output.news.at(-1)).toBe('silent');
    put(1, heartbeat(3));
    expect(output.news.at(-1)).toBe('heard');
  });

  it('notices two copies of a packet that differ', () => {
    const { output, put } = setUp();
    put(0, of(1, 2));
    const other = Buffer.from(of(1, 2));
    other[other.length - 1]! ^= 1;
    put(1, other);
    expect(output.news.at(-1)).toBe('contradicted 3');
  });

  it('notices a line that repeats a part of a packet', () => {
    const { output, put } = setUp();
    put(0, of(1, 2));
    put(0, of(5, 4));
    put(0, of(3, 4));
    expect(output.news.at(-1)).toBe('contradicted 7');
  });

  it('refuses packets that are not whole', () => {
    const { output, put, arbiter } = setUp();
    const whole = of(1, 2);
    put(0, whole.subarray(0, 19));
    put(0, whole.subarray(0, whole.length - 1));
    put(0, Buffer.concat([whole, Buffer.from([0])]));
    put(0, moldPacket(1, [numbered(1)], { count: 3 }));
    put(0, moldPacket(0, [numbered(1)]));
    put(0, moldPacket(1, [Buffer.from('A too short for its type')]));
    expect(arbiter.refusals).toEqual({
      'short-packet': 1,
      'message-beyond-packet': 2,
      'trailing-bytes': 1,
      'sequence-zero': 1,
      'wrong-message-length': 1,
    });
    expect(output.news).toEqual([]);
  });
});

interface Delivery {
  readonly line: number;
  readonly packet: number;
  readonly ms: number;
}

describe('any loss, disorder and repetition on two lines', () => {
  const chance = fc.integer({ min: 0, max: 2 ** 31 - 1 });

  it('loses nothing and keeps the order, as long as the request server answers', () => {
    const run = fc.record({
      sizes: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 }),
      seed: chance,
      loss: fc.integer({ min: 0, max: 60 }),
      deaf: fc.integer({ min: 0, max: 50 }),
    });
    fc.assert(
      fc.property(run, ({ sizes, seed, loss, deaf }) => {
        const random = mulberry(seed);
        const { output, arbiter, put, tick, at } = setUp({
          requestMessages: 3,
          requestRetryNs: 20 * MS,
          gapHoldNs: 1e15,
        });
        let next = 1;
        const packets = sizes.map((size) => {
          const packet = { from: next, bytes: of(next, size) };
          next += size;
          return packet;
        });
        const deliveries: Delivery[] = [];
        packets.forEach((_, packet) => {
          for (const line of [0, 1]) {
            if (random() * 100 < loss) continue;
            const ms = packet * 2 + random() * 20;
            deliveries.push({ line, packet, ms });
            if (random() < 0.1) deliveries.push({ line, packet, ms: ms + random() * 10 });
          }
        });
        deliveries.sort((a, b) => a.ms - b.ms);
        const serve = (): void => {
          for (const [from, count] of output.requests.splice(0)) {
            if (random() * 100 < deaf) continue;
            put(REQUEST_LINE, of(from, Math.min(count, 2)));
          }
        };
        put(0, heartbeat(1));
        for (const { line, packet, ms } of deliveries) {
          at(ms);
          put(line, packets[packet]!.bytes);
          serve();
          expect(output.messages).toEqual(upTo(output.messages.length));
        }
        put(1, heartbeat(next));
        for (let ms = 200; arbiter.isWaiting && ms < 20_000; ms += 10) {
          tick(ms);
          serve();
        }
        expect(output.messages).toEqual(upTo(next - 1));
        expect(output.news).toEqual(['session SESSION001']);
        const { lines, requested } = arbiter;
        expect(lines[0]!.first + lines[1]!.first + requested).toBe(next - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('never hands on out of order or twice, and names every hole, when nobody answers', () => {
    const run = fc.record({
      arrivals: fc.array(
        fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 1, max: 60 })),
        {
          maxLength: 120,
        },
      ),
      window: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(run, ({ arrivals, window }) => {
        const { output, put, tick } = setUp({ heldPackets: window, gapHoldNs: 30 * MS });
        arrivals.forEach(([line, from], index) => {
          tick(index);
          put(line, of(from, 2));
        });
        const end = Math.max(0, ...arrivals.map(([, from]) => from + 1));
        put(0, heartbeat(end + 1));
        put(1, heartbeat(end + 1));
        tick(10_000);
        const { sequences, messages, news } = output;
        expect(messages).toEqual(sequences);
        const missing = new Set<number>();
        for (const text of news) {
          const [, from, to] = /^lost (\d+) (\d+)/.exec(text) ?? [];
          for (let at = Number(from); at < Number(to); at++) missing.add(at);
        }
        const expected = upTo(end).filter((each) => !missing.has(each));
        expect(sequences).toEqual(expected);
        const seen = new Set(arrivals.flatMap(([, from]) => [from, from + 1]));
        // With room and time enough, only what never came is given up.
        if (window === 8 && arrivals.length < 8) {
          expect([...missing].filter((each) => seen.has(each))).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
