import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import type { ClientDouble } from './client-double.js';
import { GatewayRig } from './gateway-rig.js';
import { asInstrumentId } from '../../src/market/units.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

const AAA = asInstrumentId(0);
const BBB = asInstrumentId(1);
const BOOK_A = streamId(AAA, STREAM_SLOT.BOOK_10);
const BOOK_B = streamId(BBB, STREAM_SLOT.BOOK_10);

const inStep = (client: ClientDouble, stream: number): boolean =>
  client.position(stream) === rig.lane.position(stream);

function expectSame(client: ClientDouble, stream: number): void {
  const book = rig.lane.books.get(asInstrumentId(stream >> 3))!;
  expect([...client.replicas.get(stream)!.levels].sort()).toEqual([...book].sort());
}

describe('a join', () => {
  it('gets hello, the answer, the instrument and the image, in that order', async () => {
    rig = await GatewayRig.start();
    rig.lane.change(AAA, [
      [100, 5],
      [99, 7],
    ]);
    const client = await rig.connect();
    const hello = await client.text(({ op }) => op === 'hello');
    expect(hello['protocol']).toBe(1);
    expect(hello['clock']).toMatchObject({ wallBaseNs: [expect.any(Number), expect.any(Number)] });
    const answer = await client.subscribe(['sim:AAA']);
    expect(answer).toMatchObject({
      op: 'subscribed',
      streams: [{ stream: BOOK_A, instrument: AAA, venue: 'sim', symbol: 'AAA' }],
    });
    await until(() => inStep(client, BOOK_A));
    expectSame(client, BOOK_A);
    expect(client.instruments.get(AAA)).toEqual({ venue: 'sim', symbol: 'AAA' });
    expect(client.breaches).toEqual([]);
  });

  it('leaves no hole and no duplicate, whenever it happens in a running stream', async () => {
    rig = await GatewayRig.start();
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            deltas: fc.nat(6),
            join: fc.boolean(),
            refresh: fc.boolean(),
            epoch: fc.integer({ min: 0, max: 9 }),
          }),
          { minLength: 5, maxLength: 25 },
        ),
        async (steps) => {
          const clients: ClientDouble[] = [];
          let price = 0;
          for (const step of steps) {
            if (step.join) {
              const client = await rig.connect();
              clients.push(client);
              client.sendRaw(
                JSON.stringify({
                  op: 'subscribe',
                  channel: 'book',
                  depth: 10,
                  instruments: ['sim:AAA'],
                }),
              );
            }
            for (let i = 0; i < step.deltas; i++) {
              price = (price + 1) % 40;
              rig.lane.change(AAA, [
                [price, (price * 7) % 5],
                [price + 1, 3],
              ]);
            }
            if (step.refresh && rig.lane.seqs.has(BOOK_A)) rig.lane.refresh(BOOK_A);
            if (step.epoch === 0) rig.lane.startEpoch(AAA);
            rig.lane.flush();
            await new Promise((resolve) => setImmediate(resolve));
          }
          await until(() => clients.every((client) => inStep(client, BOOK_A)));
          for (const client of clients) {
            expect(client.breaches).toEqual([]);
            expectSame(client, BOOK_A);
            client.terminate();
          }
          await until(() => rig.count('CONNECTIONS') === 0);
        },
      ),
      { numRuns: 25 },
    );
    expect(rig.count('STREAM_HOLES')).toBe(0);
  });

  it('is served from the cache with the deltas after the image, without asking the lane', async () => {
    rig = await GatewayRig.start();
    const first = await rig.connect();
    await first.subscribe(['sim:AAA']);
    await until(() => first.replicas.has(BOOK_A));
    for (let i = 0; i < 30; i++) rig.lane.change(AAA, [[i, i + 1]]);
    rig.lane.flush();
    await until(() => inStep(first, BOOK_A));
    const imagesBefore = rig.lane.imageCount;
    const second = await rig.connect();
    await second.subscribe(['sim:AAA']);
    await until(() => inStep(second, BOOK_A));
    expectSame(second, BOOK_A);
    expect(second.replicas.get(BOOK_A)).toMatchObject({ images: 1, deltas: 30 });
    expect(rig.lane.imageCount).toBe(imagesBefore);
    expect(rig.count('JOINS_FROM_CACHE')).toBe(1);
    expect([first.breaches, second.breaches]).toEqual([[], []]);
  });

  it('gets an image of many parts whole, and deltas only behind it', async () => {
    rig = await GatewayRig.start();
    rig.lane.change(
      AAA,
      Array.from({ length: 12_000 }, (_, i) => [i, 1] as const),
    );
    const client = await rig.connect();
    await client.subscribe(['sim:AAA'], 'full');
    const stream = streamId(AAA, STREAM_SLOT.BOOK_FULL);
    await until(() => inStep(client, stream));
    rig.lane.change(AAA, [[5, 9]]);
    rig.lane.flush();
    await until(() => client.replicas.get(stream)?.deltas === 1);
    expectSame(client, stream);
    expect(client.breaches).toEqual([]);
    expect(client.messages).toBeGreaterThan(1);
  });

  it('waits for a whole image when the lane died between two parts', async () => {
    rig = await GatewayRig.start();
    rig.lane.change(
      AAA,
      Array.from({ length: 6_000 }, (_, i) => [i, 1] as const),
    );
    rig.lane.answersRequests = false;
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    rig.lane.firstPartOnly(BOOK_A);
    rig.lane.startEpoch(AAA);
    rig.lane.answersRequests = true;
    await until(() => inStep(client, BOOK_A) && client.replicas.get(BOOK_A)?.images === 1);
    expectSame(client, BOOK_A);
    expect(client.breaches).toEqual([]);
  });

  it('to a stream that everybody left gets a new image of what happened since', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    await until(() => client.replicas.has(BOOK_A));
    const left = await client.request({
      op: 'unsubscribe',
      channel: 'book',
      depth: 10,
      instruments: ['sim:AAA'],
    });
    expect(left).toMatchObject({ op: 'unsubscribed', streams: [{ stream: BOOK_A }] });
    const { deltas } = client.replicas.get(BOOK_A)!;
    rig.lane.change(AAA, [[50, 1]]);
    rig.lane.flush();
    await client.subscribe(['sim:AAA']);
    await until(() => client.replicas.get(BOOK_A)!.images >= 2);
    expectSame(client, BOOK_A);
    expect(client.replicas.get(BOOK_A)!.deltas).toBe(deltas);
    expect(rig.count('SUBSCRIPTIONS')).toBe(1);
  });
});

describe('an image', () => {
  it('that says nothing new is not sent to who is in step, and serves later joins', async () => {
    rig = await GatewayRig.start();
    const first = await rig.connect();
    await first.subscribe(['sim:AAA']);
    await until(() => first.replicas.has(BOOK_A));
    for (let i = 0; i < 10; i++) rig.lane.change(AAA, [[i, 1]]);
    rig.lane.refresh(BOOK_A);
    await until(() => rig.count('REFRESHES_SKIPPED') === 1);
    const second = await rig.connect();
    await second.subscribe(['sim:AAA']);
    await until(() => inStep(second, BOOK_A));
    expect(second.replicas.get(BOOK_A)).toMatchObject({ images: 1, deltas: 0 });
    expect(first.replicas.get(BOOK_A)).toMatchObject({ images: 1, deltas: 10 });
  });

  it('of a new epoch goes to everybody, though its seq is no news', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    await until(() => client.replicas.has(BOOK_A));
    rig.lane.startEpoch(AAA);
    await until(() => client.replicas.get(BOOK_A)!.images >= 2);
    expect(client.replicas.get(BOOK_A)!.epoch.endsWith(':2')).toBe(true);
    expect(client.breaches).toEqual([]);
  });

  it('replaced twice within one poll still arrives each time, in order', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    await until(() => inStep(client, BOOK_A));
    rig.halt();
    for (let epoch = 0; epoch < 4; epoch++) {
      rig.lane.change(AAA, [[epoch, 1]]);
      rig.lane.startEpoch(AAA);
    }
    rig.gateway.doWork();
    rig.resume();
    await until(() => inStep(client, BOOK_A));
    expect(client.replicas.get(BOOK_A)).toMatchObject({ images: 5, deltas: 4 });
    expectSame(client, BOOK_A);
    expect(client.breaches).toEqual([]);
  });

  it('is asked for when a delta is missing, and nothing behind the hole is sent', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    await until(() => inStep(client, BOOK_A));
    rig.lane.loseDelta(BOOK_A);
    rig.lane.change(AAA, [[7, 7]]);
    rig.lane.flush();
    await until(() => client.replicas.get(BOOK_A)!.images === 2 && inStep(client, BOOK_A));
    expect(rig.count('STREAM_HOLES')).toBe(1);
    expect(rig.count('FRAMES_DROPPED_WAITING')).toBe(1);
    expectSame(client, BOOK_A);
    expect(client.breaches).toEqual([]);
  });

  it('is sent again to whoever asks, and to nobody else', async () => {
    rig = await GatewayRig.start();
    const [doubting, calm] = [await rig.connect(), await rig.connect()];
    for (const client of [doubting, calm]) await client.subscribe(['sim:AAA']);
    await until(() => doubting.replicas.has(BOOK_A) && calm.replicas.has(BOOK_A));
    const answer = await doubting.request({ op: 'resync', streams: [BOOK_A] });
    expect(answer).toMatchObject({ op: 'resynced', streams: [{ stream: BOOK_A }] });
    await until(() => doubting.replicas.get(BOOK_A)!.images >= 2);
    expect(calm.replicas.get(BOOK_A)!.images).toBe(1);
    expect(doubting.breaches).toEqual([]);
  });
});

describe('a wildcard', () => {
  it('covers what is there and what appears later', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    const everything = await client.subscribe(['*']);
    expect((everything['streams'] as unknown[]).length).toBe(3);
    const other = await rig.connect();
    await other.subscribe(['late:*']);
    const late = rig.define('late', 'DDD');
    const stream = streamId(late.id, STREAM_SLOT.BOOK_10);
    const notice = await other.notice('stream-added');
    expect(notice).toMatchObject({ id: 1, streams: [{ stream, venue: 'late', symbol: 'DDD' }] });
    await until(() => client.replicas.has(stream) && other.replicas.has(stream));
    rig.lane.change(late.id, [[1, 1]]);
    rig.lane.change(BBB, [[1, 1]]);
    rig.lane.flush();
    await until(() => inStep(client, stream) && inStep(other, stream) && inStep(client, BOOK_B));
    expect(other.replicas.has(BOOK_B)).toBe(false);
    expect([client.breaches, other.breaches]).toEqual([[], []]);
  });

  it('is also found when the definition frame was lost', async () => {
    rig = await GatewayRig.start({ options: { heartbeatMs: 20 } });
    const client = await rig.connect();
    await client.subscribe(['*']);
    const late = rig.define('late', 'DDD', false);
    await until(() => client.replicas.has(streamId(late.id, STREAM_SLOT.BOOK_10)));
    expect(client.breaches).toEqual([]);
  });

  it('ends with its unsubscription, its streams included', async () => {
    rig = await GatewayRig.start();
    const client = await rig.connect();
    await client.subscribe(['sim:*']);
    const answer = await client.request({
      op: 'unsubscribe',
      channel: 'book',
      depth: 10,
      instruments: ['sim:*'],
    });
    expect((answer['streams'] as unknown[]).length).toBe(3);
    rig.define('sim', 'DDD');
    await client.request({ op: 'ping' });
    expect(rig.count('SUBSCRIPTIONS')).toBe(0);
  });
});

describe('one poll', () => {
  it('makes one message of all that it brought for a client', async () => {
    rig = await GatewayRig.start({ laneCount: 2, symbols: ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'] });
    const client = await rig.connect();
    await client.subscribe(['sim:*']);
    await client.request({ op: 'subscribe', channel: 'bbo', instruments: ['*'] });
    await until(() => client.replicas.size === 10);
    rig.halt();
    const { messages, frames } = client;
    for (let id = 0; id < 5; id++) {
      const instrument = asInstrumentId(id);
      const lane = rig.lanes[rig.table.laneOf(instrument, 2)]!;
      for (let i = 0; i < 3; i++) lane.change(instrument, [[i, 1]]);
      lane.flush();
    }
    rig.gateway.doWork();
    rig.resume();
    await until(() => client.frames === frames + 30);
    expect(client.messages).toBe(messages + 1);
    expect(client.breaches).toEqual([]);
    expect(rig.count('FRAMES_OFFERED')).toBe(30);
    expect(rig.count('FRAMES_FORWARDED')).toBe(30);
  });

  it('cuts what is longer than the limit of a message at frame boundaries', async () => {
    rig = await GatewayRig.start({ options: { messageBytesLimit: 4096 } });
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    await until(() => client.replicas.has(BOOK_A));
    rig.halt();
    const { messages } = client;
    for (let i = 0; i < 100; i++) rig.lane.change(AAA, [[i, 1]]);
    rig.lane.flush();
    rig.gateway.doWork();
    rig.resume();
    await until(() => client.replicas.get(BOOK_A)!.deltas === 100);
    expect(client.messages - messages).toBeGreaterThan(4);
    expect(client.breaches).toEqual([]);
  });
});
