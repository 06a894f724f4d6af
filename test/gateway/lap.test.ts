import { afterEach, describe, expect, it } from 'vitest';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import { asInstrumentId } from '../../src/market/units.js';
import type { ClientDouble } from './client-double.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

const AAA = asInstrumentId(0);
const BBB = asInstrumentId(1);
const BOOK_A = streamId(AAA, STREAM_SLOT.BOOK_10);
const BOOK_B = streamId(BBB, STREAM_SLOT.BOOK_10);
const BIG = Array.from({ length: 100 }, (_, i) => [i, 1] as const);

const inStep = (client: ClientDouble, stream: number): boolean =>
  client.position(stream) === rig.lane.position(stream);

/** Write more than the ring holds while the gateway does not look. */
function overtake(): void {
  for (let i = 0; i < 40; i++) rig.lane.change(AAA, BIG);
  rig.lane.flush();
}

describe('a lap', () => {
  it('images only the streams that moved, and tells their clients', async () => {
    rig = await GatewayRig.start({ ringBytes: 1 << 15 });
    const [a, b] = [await rig.connect(), await rig.connect()];
    await a.subscribe(['sim:AAA']);
    await b.subscribe(['sim:BBB']);
    await until(() => inStep(a, BOOK_A) && inStep(b, BOOK_B));
    rig.halt();
    overtake();
    rig.resume();
    await until(() => a.replicas.get(BOOK_A)!.images >= 2 && inStep(a, BOOK_A));
    expect(await a.notice('image-requested')).toMatchObject({ streams: [BOOK_A] });
    expect(rig.count('LAPS')).toBe(1);
    expect(rig.count('STREAMS_LAPPED')).toBe(1);
    rig.lane.change(BBB, [[3, 4]]);
    rig.lane.change(AAA, [[3, 4]]);
    rig.lane.flush();
    await until(() => inStep(a, BOOK_A) && inStep(b, BOOK_B));
    expect(b.replicas.get(BOOK_B)!.images).toBe(1);
    expect([a.breaches, b.breaches]).toEqual([[], []]);
    expect([...a.replicas.get(BOOK_A)!.levels].sort()).toEqual(
      [...rig.lane.books.get(AAA)!].sort(),
    );
  });

  it('that swallowed a new epoch under an old seq is seen by the epoch', async () => {
    rig = await GatewayRig.start({ ringBytes: 1 << 15 });
    const client = await rig.connect();
    await client.subscribe(['sim:AAA', 'sim:BBB']);
    await until(() => inStep(client, BOOK_A) && inStep(client, BOOK_B));
    rig.halt();
    rig.lane.startEpoch(BBB);
    overtake();
    rig.resume();
    await until(() => client.replicas.get(BOOK_B)!.epoch.endsWith(':2') && inStep(client, BOOK_A));
    expect(client.breaches).toEqual([]);
  });

  it('that swallowed an awaited image has it asked for again', async () => {
    rig = await GatewayRig.start({ ringBytes: 1 << 15 });
    const [a, b] = [await rig.connect(), await rig.connect()];
    await a.subscribe(['sim:AAA']);
    await until(() => inStep(a, BOOK_A));
    rig.lane.answersRequests = false;
    await b.subscribe(['sim:BBB']);
    rig.halt();
    rig.lane.answersRequests = true;
    rig.lane.serve();
    overtake();
    rig.resume();
    await until(() => inStep(b, BOOK_B) && inStep(a, BOOK_A));
    expect([a.breaches, b.breaches]).toEqual([[], []]);
  });

  it('that swallowed a definition is followed by a look at the table', async () => {
    rig = await GatewayRig.start({
      ringBytes: 1 << 15,
      options: { heartbeatMs: 600_000, evictionMsLimit: 600_000 },
    });
    const client = await rig.connect();
    await client.subscribe(['*']);
    await until(() => inStep(client, BOOK_A));
    rig.halt();
    const late = rig.define('late', 'DDD');
    overtake();
    rig.resume();
    await until(() => client.replicas.has(streamId(late.id, STREAM_SLOT.BOOK_10)));
    expect(client.breaches).toEqual([]);
  });

  it('after lap ends with every client right, whoever joins in between', async () => {
    rig = await GatewayRig.start({ ringBytes: 1 << 15 });
    const clients: ClientDouble[] = [];
    for (let round = 0; round < 12; round++) {
      const client = await rig.connect();
      client.sendRaw(
        JSON.stringify({ op: 'subscribe', channel: 'book', instruments: ['sim:AAA', 'sim:BBB'] }),
      );
      clients.push(client);
      rig.halt();
      for (let i = 0; i < 10 * round; i++)
        rig.lane.change(
          i % 3 === 0 ? BBB : AAA,
          BIG.map(([price]) => [price, i + 1]),
        );
      rig.lane.flush();
      rig.resume();
    }
    await until(() => clients.every((client) => inStep(client, BOOK_A) && inStep(client, BOOK_B)));
    expect(rig.count('LAPS')).toBeGreaterThan(2);
    for (const client of clients) {
      expect(client.breaches).toEqual([]);
      for (const id of [AAA, BBB]) {
        const replica = client.replicas.get(streamId(id, STREAM_SLOT.BOOK_10))!;
        expect([...replica.levels].sort()).toEqual([...rig.lane.books.get(id)!].sort());
      }
    }
  });
});
