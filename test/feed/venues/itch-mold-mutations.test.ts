import { describe, expect, it } from 'vitest';
import { ITCH_MOLD } from '../../../src/feed/normalize/itch/venue.js';
import { documentedTable, outcomeRows, type Outcome } from './mutations.js';
import { seeded, type Random } from './mutations.js';
import { NasdaqBench } from './nasdaq-bench.js';

const EACH = 26;
const PACKETS_BEFORE = 6;
const PACKETS_AFTER = 6;

/** What comes over the struck line instead of two packets. */
type PacketMutation = (struck: Buffer, next: Buffer, random: Random) => readonly Buffer[];

const pick = (random: Random, count: number): number => Math.floor(random() * count);

/** One bit of the bytes [from, to). */
const flip =
  (from: number, to: (bytes: Buffer) => number): PacketMutation =>
  (struck, next, random) => {
    const bytes = Buffer.from(struck);
    const at = from + pick(random, to(bytes) - from);
    bytes[at]! ^= 1 << pick(random, 8);
    return [bytes, next];
  };

/** Where the messages of a packet begin. */
function messagesOf(packet: Buffer): number[] {
  const places: number[] = [];
  for (let at = 20; at < packet.length; at += 2 + packet.readUInt16BE(at)) places.push(at + 2);
  return places;
}

/** One bit of the bytes that `field` names in one of the messages. */
const flipInMessage =
  (field: (packet: Buffer, at: number) => readonly [number, number]): PacketMutation =>
  (struck, next, random) => {
    const bytes = Buffer.from(struck);
    const places = messagesOf(bytes);
    const [from, to] = field(bytes, places[pick(random, places.length)]!);
    bytes[from + pick(random, to - from)]! ^= 1 << pick(random, 8);
    return [bytes, next];
  };

const lengthOf = (packet: Buffer, at: number): number => packet.readUInt16BE(at - 2);

const MUTATIONS: Readonly<Record<string, PacketMutation>> = {
  lost: (_struck, next) => [next],
  'told twice': (struck, next) => [struck, struck, next],
  'told again later': (struck, next) => [struck, next, struck],
  'swapped with the next': (struck, next) => [next, struck],
  'cut off': (struck, next, random) => [struck.subarray(0, pick(random, struck.length)), next],
  'bytes behind the last message': (struck, next, random) => [
    Buffer.concat([struck, Buffer.alloc(1 + pick(random, 40), 0x41)]),
    next,
  ],
  'random bytes': (struck, next, random) => [
    Buffer.from(Array.from({ length: struck.length }, () => pick(random, 256))),
    next,
  ],
  'bit of the session': flip(0, () => 10),
  'bit of the sequence': flip(10, () => 18),
  'bit of the count': flip(18, () => 20),
  'count of another packet': (struck, next, random) => {
    const bytes = Buffer.from(struck);
    bytes.writeUInt16BE(pick(random, 60), 18);
    return [bytes, next];
  },
  'sequence a little off': (struck, next, random) => {
    const bytes = Buffer.from(struck);
    const off = BigInt(pick(random, 20) - 10);
    bytes.writeBigUInt64BE(bytes.readBigUInt64BE(10) + off, 10);
    return [bytes, next];
  },
  'sequence far off': (struck, next, random) => {
    const bytes = Buffer.from(struck);
    bytes.writeBigUInt64BE(BigInt(1 + pick(random, 2 ** 40)), 10);
    return [bytes, next];
  },
  'sequence beyond 2^53': (struck, next, random) => {
    const bytes = Buffer.from(struck);
    bytes.writeBigUInt64BE(2n ** 53n + BigInt(pick(random, 1000)), 10);
    return [bytes, next];
  },
  'length beyond the packet': (struck, next, random) => {
    const bytes = Buffer.from(struck);
    const places = messagesOf(bytes);
    bytes.writeUInt16BE(1000 + pick(random, 60_000), places[pick(random, places.length)]! - 2);
    return [bytes, next];
  },
  'bit of a message length': flipInMessage((_, at) => [at - 2, at]),
  'bit of a message type': flipInMessage((_, at) => [at, at + 1]),
  'bit of a stock locate': flipInMessage((_, at) => [at + 1, at + 3]),
  'bit of a timestamp': flipInMessage((_, at) => [at + 5, at + 11]),
  'bit of an order, a price or a quantity': flipInMessage((packet, at) => [
    at + 11,
    at + lengthOf(packet, at),
  ]),
};

function start(lineCount: 1 | 2, seed: number): NasdaqBench {
  const names = ['A', 'B'].slice(0, lineCount);
  const symbols = names.map((name, index) => `${name}=239.1.1.${index + 1}:26400`);
  const bench = new NasdaqBench(
    (deps) =>
      ITCH_MOLD.make({
        ...deps,
        wants: { symbols, lines: 1, lineHoldNs: 0 },
        options: { request: '127.0.0.1:1', glimpse: '127.0.0.1:2' },
      }),
    names,
    seed,
  );
  for (const packet of bench.packets()) for (const name of names) bench.receive(name, packet);
  return bench;
}

function outcomeOf(lineCount: 1 | 2, mutation: PacketMutation, seed: number): Outcome {
  const random = seeded(seed);
  const bench = start(lineCount, seed % 50);
  const names = ['A', 'B'].slice(0, lineCount);
  const struckLine = names[pick(random, names.length)]!;
  const packet = (): Buffer => bench.packet(1 + pick(random, 6));
  const toAll = (bytes: Buffer): void => names.forEach((name) => bench.receive(name, bytes));
  for (let i = 0; i < PACKETS_BEFORE; i++) toAll(packet());
  bench.takeStale();
  if (!bench.areLive || !bench.areRight) throw new Error('wrong before');
  const refusedBefore = bench.refusedCount;
  const [struck, next] = [packet(), packet()];
  const mutated = mutation(struck, next, random);
  const others = names.filter((name) => name !== struckLine);
  let wasWrong = false;
  for (let i = 0; i < Math.max(mutated.length, 2); i++) {
    // The struck line is ahead or behind.
    const put = [
      () => mutated[i] && bench.receive(struckLine, mutated[i]!),
      () => others.forEach((name) => i < 2 && bench.receive(name, i === 0 ? struck : next)),
    ];
    for (const each of seed % 2 === 0 ? put : put.reverse()) {
      each();
      wasWrong ||= !bench.areRight;
    }
  }
  for (let i = 0; i < PACKETS_AFTER; i++) {
    toAll(packet());
    wasWrong ||= !bench.areRight;
  }
  bench.pass(5e9);
  const isRefused = bench.refusedCount > refusedBefore;
  const wasStale = bench.takeStale();
  const isRight = bench.areRight;
  if (!bench.areLive) throw new Error(`not LIVE again: ${bench.notes.join('; ')}`);
  if (wasStale && isRight) return 'detected';
  if (wasWrong || !isRight) return 'unseen';
  return isRefused ? 'refused' : 'harmless';
}

function measure(lineCount: 1 | 2): Map<string, Record<Outcome, number>> {
  const counts = new Map<string, Record<Outcome, number>>();
  let seed = 0;
  for (const [name, mutation] of Object.entries(MUTATIONS)) {
    const count = { detected: 0, refused: 0, harmless: 0, unseen: 0 };
    for (let i = 0; i < EACH; i++) {
      try {
        count[outcomeOf(lineCount, mutation, ++seed)]++;
      } catch (error) {
        throw new Error(`${name}, seed ${seed}: ${String(error)}`, { cause: error });
      }
    }
    counts.set(name, count);
  }
  return counts;
}

describe('a MoldUDP64 packet that was changed on its way', () => {
  it('never leaves a wrong book where two lines carry it', () => {
    const counts = measure(2);
    for (const [name, { unseen }] of counts) expect([name, unseen]).toEqual([name, 0]);
    expect(documentedTable('itch-mold.md', 'mutation, two lines')).toEqual(outcomeRows(counts));
  });

  it('on a single line is seen but for the content of messages', () => {
    const counts = measure(1);
    for (const [name, { unseen }] of counts) {
      if (!/^bit of a/.test(name)) expect([name, unseen]).toEqual([name, 0]);
    }
    expect(documentedTable('itch-mold.md', 'mutation, one line')).toEqual(outcomeRows(counts));
  });
});
