/** Frames become W and X: whatever happens between gateway and clients, each client's book is the naive one. */
import { describe, expect, it } from 'vitest';
import { STATE } from '../../src/market/state.js';
import { FeedRig, tableOf, type FeedClient } from './feed-double.js';
import { GatewayDouble } from './gateway-double.js';

/** Numbers below n from a seed. */
function dice(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * n);
  };
}

const VERSIONS = ['FIX.4.2', 'FIX.4.4', 'FIX.5.0SP2'] as const;
const DEPTHS = [0, 1, 3, 10, 20, 50, 70];
const NAMES = ['55=sim:AAA|', '55=AAA|207=sim|', '55=[N/A]|48=sim:AAA|22=8|'];

interface Wish {
  readonly client: FeedClient;
  readonly id: string;
  readonly depth: number;
  readonly sides: string;
}

function subscribe(client: FeedClient, id: string, roll: (n: number) => number): Wish {
  const depth = DEPTHS[roll(DEPTHS.length)]!;
  const sides = ['0', '1', '01'][roll(3)]!;
  const types = [...sides].map((side) => `269=${side}|`).join('');
  client.requests.marketDataRequest(
    tableOf(
      `35=V|262=${id}|263=1|264=${depth}|265=1|267=${sides.length}|${types}146=1|${NAMES[roll(3)]}`,
    ),
  );
  return { client, id, depth, sides };
}

function expectBook(gateway: GatewayDouble, { client, id, depth, sides }: Wish, why: string): void {
  const book = client.voice.book(id);
  expect(book.breaches, why).toEqual([]);
  const isShown = gateway.state !== STATE.STALE && gateway.state !== STATE.RESYNCING;
  const levels = gateway
    .levels(depth === 0 ? Infinity : depth)
    .filter((level) => sides.includes(level.startsWith('bid') ? '0' : '1'));
  expect(book.levels(), why).toEqual(isShown ? levels : []);
}

function change({ bids, asks }: GatewayDouble, roll: (n: number) => number): void {
  for (let count = 1 + roll(4); count > 0; count--) {
    const isBid = roll(2) === 0;
    const price = isBid ? 1_000 - roll(60) : 1_001 + roll(60);
    const quantity = roll(3) === 0 ? 0 : roll(5_000) + 1;
    const side = isBid ? bids : asks;
    if (quantity === 0) side.delete(price);
    else side.set(price, quantity);
  }
}

let requestCount = 0;

/** One thing that happens. */
function happen(rig: FeedRig, wishes: Wish[], roll: (n: number) => number): void {
  const { gateway } = rig;
  const client = rig.clients[roll(rig.clients.length)]!;
  const isInStep = [...client.place.inStep.values()].every((inStep) => inStep);
  switch (roll(14)) {
    case 0:
      if (isInStep) wishes.push(subscribe(client, `r${++requestCount}`, roll));
      return;
    case 1:
      return gateway.drop(client.place);
    case 2:
      return gateway.recover(client.place);
    case 3:
      return gateway.poll(1 + roll(3));
    case 4:
      return gateway.refresh();
    case 5:
      gateway.state = [STATE.LIVE, STATE.LIVE, STATE.STALE, STATE.HALTED, STATE.RESYNCING][
        roll(5)
      ]!;
      return gateway.cut();
    case 6:
      if (roll(3) === 0) gateway.newEpoch();
      return;
    case 7: {
      const ended = wishes.splice(roll(wishes.length + 1), 1)[0];
      ended?.client.requests.marketDataRequest(tableOf(`35=V|262=${ended.id}|263=2|264=0|`));
      return;
    }
    default:
      change(gateway, roll);
      return gateway.cut();
  }
}

describe('every client’s book, by W and X', () => {
  const seeds = Array.from({ length: 30 }, (_, index) => 0xb00c + index * 7_919);
  it.each(seeds)('is the naive book at the end of every poll (seed %i)', (seed) => {
    const roll = dice(seed);
    const rig = new FeedRig(new GatewayDouble());
    const { gateway } = rig;
    const wishes: Wish[] = [];
    for (let i = 0; i < 4; i++) rig.client(VERSIONS[i % 3]!);
    for (let i = 0; i < 40; i++) change(gateway, roll);
    for (let step = 0; step < 400; step++) {
      happen(rig, wishes, roll);
      if (step % 20 !== 19) continue;
      for (const { place } of rig.clients)
        if ([...place.inStep.values()].includes(false)) gateway.recover(place);
      gateway.poll();
      for (const wish of wishes) expectBook(gateway, wish, `seed ${seed}, step ${step}`);
    }
    for (const { voice } of rig.clients)
      expect(voice.heard.some(({ msgType }) => msgType === 'Y')).toBe(false);
  });

  it('comes as one W of an image in many parts, also where two clients are served at once', () => {
    const gateway = new GatewayDouble();
    for (let i = 0; i < 7_000; i++) gateway.bids.set(100_000 - i, i + 1);
    const rig = new FeedRig(gateway);
    const first = subscribe(rig.client(), 'a', dice(1));
    const clients = [rig.client(), rig.client()];
    const wishes = clients.map((client) => {
      client.requests.marketDataRequest(
        tableOf('35=V|262=big|263=1|264=0|265=1|267=2|269=0|269=1|146=1|55=sim:AAA|'),
      );
      return { client, id: 'big', depth: 0, sides: '01' };
    });
    gateway.newEpoch();
    gateway.poll(3);
    for (const wish of [first, ...wishes]) expectBook(gateway, wish, 'big');
    expect(clients[0]!.voice.book('big').images).toBe(2);
  });
});
