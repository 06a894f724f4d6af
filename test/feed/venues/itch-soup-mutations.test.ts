import { describe, expect, it } from 'vitest';
import { FeedService } from '../../../src/exchange/nasdaq/feed-service.js';
import {
  acceptedPacket,
  readLogin,
  sequencedPackets,
  soupPacket,
} from '../../../src/exchange/nasdaq/soup-packets.js';
import { ITCH_SOUP } from '../../../src/feed/normalize/itch/venue.js';
import { documentedTable, outcomeRows, seeded, type Outcome, type Random } from './mutations.js';
import { NasdaqBench } from './nasdaq-bench.js';

const EACH = 67;
const PACKETS_BEFORE = 6;
const PACKETS_AFTER = 6;

/** What comes over the connection instead of one packet; `cut` loses the connection behind it. */
interface Mutated {
  readonly bytes: Buffer;
  readonly cut?: boolean;
}
type SoupMutation = (packet: Buffer, random: Random) => Mutated;

const pick = (random: Random, count: number): number => Math.floor(random() * count);

const flip =
  (from: number, to: (packet: Buffer) => number): SoupMutation =>
  (packet, random) => {
    const bytes = Buffer.from(packet);
    bytes[from + pick(random, to(packet) - from)]! ^= 1 << pick(random, 8);
    return { bytes };
  };

const MUTATIONS: Readonly<Record<string, SoupMutation>> = {
  'connection lost': () => ({ bytes: Buffer.alloc(0), cut: true }),
  'connection lost within the packet': (packet, random) => ({
    bytes: packet.subarray(0, pick(random, packet.length)),
    cut: true,
  }),
  'bit of the length': flip(0, () => 2),
  'bit of the packet type': flip(2, () => 3),
  'length 0': () => ({ bytes: Buffer.from([0, 0]) }),
  'random bytes': (packet, random) => ({
    bytes: Buffer.from(Array.from({ length: packet.length }, () => pick(random, 256))),
  }),
  'login accepted again': () => ({ bytes: acceptedPacket('SIM0000001', 1) }),
  'login rejected': () => ({ bytes: soupPacket('J', 'A'), cut: true }),
  'end of session': () => ({ bytes: soupPacket('Z'), cut: true }),
  'empty message': () => ({ bytes: soupPacket('S') }),
  'message too long or too short': (packet, random) => ({
    bytes: soupPacket('S', Buffer.concat([packet.subarray(3), Buffer.alloc(1 + pick(random, 9))])),
  }),
  'bit of a message type': flip(3, () => 4),
  'bit of a stock locate': flip(4, () => 6),
  'bit of an order, a price or a quantity': flip(14, (packet) => packet.length),
  'packet lost': () => ({ bytes: Buffer.alloc(0) }),
};

/** The bench's exchange over one connection. */
class SoupRun {
  readonly bench: NasdaqBench;
  private readonly service: FeedService;
  private sequence = 0;
  private isOpen = false;

  constructor(seed: number) {
    this.bench = new NasdaqBench(
      (deps) =>
        ITCH_SOUP.make({
          ...deps,
          wants: { symbols: ['127.0.0.1:1'], lines: 1, lineHoldNs: 0 },
          options: { glimpse: '127.0.0.1:2' },
        }),
      [],
      seed,
    );
    this.service = new FeedService(this.bench.market);
    this.bench.onFeedCommand = (command) => {
      if (command.kind === 'reconnect') this.lose();
      if (command.kind === 'send-binary') this.logIn(Buffer.from(command.bytes!));
    };
    this.bench.connected('soup');
    this.serve();
  }

  /** The next message's packet, already counted as sent. */
  next(): Buffer {
    const { market } = this.bench;
    market.step();
    return sequencedPackets(market.log.read(this.sequence++, 1, Infinity)!);
  }

  give(bytes: Buffer): void {
    if (this.isOpen && bytes.length > 0) this.bench.receive('soup', bytes);
  }

  lose(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.bench.disconnected('soup');
  }

  /** What a client that is back has missed, and a second of nothing but the server's heartbeat. */
  settle(): void {
    for (let i = 0; i < 6; i++) {
      if (!this.isOpen) this.bench.connected('soup');
      this.serve();
      this.give(soupPacket('H'));
      this.bench.pass(1e9);
    }
  }

  private serve(): void {
    const { log } = this.bench.market;
    while (this.isOpen && this.sequence < log.next) {
      const run = log.read(this.sequence, 1, Infinity)!;
      this.sequence++;
      this.give(sequencedPackets(run));
    }
  }

  private logIn(packet: Buffer): void {
    if (packet[2] !== 0x4c) return;
    const { session, sequence } = readLogin(packet.subarray(3))!;
    const begun = this.service.begin(session, sequence);
    this.isOpen = true;
    if (begun === undefined) return this.give(soupPacket('J', 'S'));
    this.sequence = begun.sequence;
    this.give(acceptedPacket(begun.session, begun.sequence));
  }
}

function outcomeOf(mutation: SoupMutation, seed: number): Outcome {
  const random = seeded(seed);
  const run = new SoupRun(seed % 50);
  const { bench } = run;
  for (let i = 0; i < PACKETS_BEFORE; i++) run.give(run.next());
  run.settle();
  bench.takeStale();
  if (!bench.areLive || !bench.areRight) throw new Error(`wrong before: ${bench.notes.join('; ')}`);
  const refusedBefore = bench.refusedCount;
  const { bytes, cut = false } = mutation(run.next(), random);
  run.give(bytes);
  if (cut) run.lose();
  let wasWrong = !bench.areRight;
  for (let i = 0; i < PACKETS_AFTER; i++) {
    run.give(run.next());
    wasWrong ||= !bench.areRight;
  }
  run.settle();
  const isRefused = bench.refusedCount > refusedBefore;
  const wasStale = bench.takeStale();
  const isRight = bench.areRight;
  if (!bench.areLive) throw new Error(`not LIVE again: ${bench.notes.join('; ')}`);
  if (wasStale && isRight) return 'detected';
  if (wasWrong || !isRight) return 'unseen';
  return isRefused ? 'refused' : 'harmless';
}

describe('a SoupBinTCP stream that was changed on its way', () => {
  it('is seen but for what only TCP can guarantee', () => {
    const counts = new Map<string, Record<Outcome, number>>();
    let seed = 0;
    for (const [name, mutation] of Object.entries(MUTATIONS)) {
      const count = { detected: 0, refused: 0, harmless: 0, unseen: 0 };
      for (let i = 0; i < EACH; i++) {
        try {
          count[outcomeOf(mutation, ++seed)]++;
        } catch (error) {
          throw new Error(`${name}, seed ${seed}: ${String(error)}`, { cause: error });
        }
      }
      counts.set(name, count);
    }
    expect(seed).toBeGreaterThanOrEqual(1000);
    for (const name of ['connection lost', 'connection lost within the packet', 'length 0']) {
      expect([name, counts.get(name)!.detected]).toEqual([name, EACH]);
    }
    expect(documentedTable('itch-soup.md', 'mutation')).toEqual(outcomeRows(counts));
  });
});
