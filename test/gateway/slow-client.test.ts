import { afterEach, describe, expect, it } from 'vitest';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import { asInstrumentId } from '../../src/market/units.js';
import type { ClientDouble } from './client-double.js';
import { GatewayRig } from './gateway-rig.js';
import { TrickleReader } from './trickle-reader.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

const AAA = asInstrumentId(0);
const BBB = asInstrumentId(1);
const BOOK_A = streamId(AAA, STREAM_SLOT.BOOK_10);
const BOOK_B = streamId(BBB, STREAM_SLOT.BOOK_10);

/** About 20 KB of deltas in each turn: a socket that is not read fills in a blink. */
function heavyTraffic(): () => void {
  let turn = 0;
  return () => {
    for (let i = 0; i < 4; i++) {
      turn++;
      const levels = Array.from(
        { length: 200 },
        (_, level) => [level, ((turn + level) % 9) + 1] as const,
      );
      rig.lane.change(turn % 2 === 0 ? AAA : BBB, levels);
    }
    rig.lane.flush();
  };
}

const current = (client: ClientDouble): boolean =>
  [BOOK_A, BOOK_B].every((stream) => client.position(stream) === rig.lane.position(stream));

function expectRight(client: ClientDouble): void {
  expect(client.breaches).toEqual([]);
  for (const id of [AAA, BBB]) {
    const replica = client.replicas.get(streamId(id, STREAM_SLOT.BOOK_10))!;
    expect([...replica.levels].sort()).toEqual([...rig.lane.books.get(id)!].sort());
  }
}

/** Every delta offered has ended as forwarded or as dropped for a reason. */
function expectAccounted(): void {
  const ends =
    rig.count('FRAMES_FORWARDED') +
    rig.count('FRAMES_DROPPED_SLOW') +
    rig.count('FRAMES_DROPPED_WAITING') +
    rig.count('FRAMES_DROPPED_CLOSED');
  expect(ends).toBe(rig.count('FRAMES_OFFERED'));
}

const options = { backlogBytesLimit: 65_536, evictionMsLimit: 3_600_000, heartbeatMs: 50 };

describe('a client that stops reading for a while', () => {
  it('is dropped to an image, told how much it missed, and right again', async () => {
    rig = await GatewayRig.start({ options });
    const [slow, healthy] = [await rig.connect(), await rig.connect()];
    for (const client of [slow, healthy]) await client.subscribe(['sim:AAA', 'sim:BBB']);
    await until(() => current(slow) && current(healthy));
    slow.pause();
    rig.traffic = heavyTraffic();
    await until(() => rig.count('DROPS_TO_IMAGE') === 1 && rig.count('FRAMES_DROPPED_SLOW') > 500);
    // The other one has not noticed: it has everything that was cut, without any image in between.
    const [seqA, seqB] = [BOOK_A, BOOK_B].map((stream) => rig.lane.seqs.get(stream)!);
    await until(
      () =>
        healthy.replicas.get(BOOK_A)!.seq >= seqA! && healthy.replicas.get(BOOK_B)!.seq >= seqB!,
    );
    expect(healthy.replicas.get(BOOK_A)!.images).toBe(1);
    slow.unpause();
    const notice = await slow.notice('dropped-to-image');
    expect(notice['frames']).toBeGreaterThan(500);
    expect(notice['streams']).toBe(2);
    rig.traffic = () => {};
    await until(() => current(slow) && current(healthy));
    const { images, deltas } = slow.replicas.get(BOOK_A)!;
    expect(images).toBeGreaterThanOrEqual(2);
    expect(deltas).toBeLessThan(rig.lane.deltaCounts.get(BOOK_A)!);
    expect(rig.count('FRAMES_DROPPED_SLOW')).toBe(
      slow.texts
        .filter(({ code }) => code === 'dropped-to-image')
        .reduce((sum, text) => sum + (text['frames'] as number), 0),
    );
    slow.breaches.length = 0; // deltas were left out on purpose; an image mended each
    expectRight(slow);
    expectRight(healthy);
    expectAccounted();
  });

  it('never sees a delta behind a hole', async () => {
    rig = await GatewayRig.start({ options });
    const slow = await rig.connect();
    await slow.subscribe(['sim:AAA', 'sim:BBB']);
    await until(() => current(slow));
    rig.traffic = heavyTraffic();
    for (let round = 1; round <= 3; round++) {
      slow.pause();
      await until(() => rig.count('DROPS_TO_IMAGE') >= round);
      slow.unpause();
      await until(
        () => slow.texts.filter(({ code }) => code === 'dropped-to-image').length >= round,
      );
    }
    rig.traffic = () => {};
    await until(() => current(slow));
    expectRight(slow);
    expectAccounted();
  });
});

describe('a client that does not read', () => {
  it('is evicted by the age of its oldest unsent byte, with a code, and nobody else notices', async () => {
    rig = await GatewayRig.start({ options: { ...options, evictionMsLimit: 100 } });
    const [stalled, healthy] = [await rig.connect(), await rig.connect()];
    for (const client of [stalled, healthy]) await client.subscribe(['sim:AAA', 'sim:BBB']);
    await until(() => current(stalled) && current(healthy));
    stalled.pause();
    rig.traffic = heavyTraffic();
    await until(() => rig.count('EVICTIONS') === 1);
    rig.traffic = () => {};
    await until(() => current(healthy));
    expectRight(healthy);
    expect(healthy.replicas.get(BOOK_A)!.images).toBe(1);
    expect(rig.count('CONNECTIONS')).toBe(1);
    expect(rig.count('SUBSCRIPTIONS')).toBe(2);
    expectAccounted();
    stalled.unpause();
    expect(await stalled.closed()).toBe(4008);
    expect(stalled.closeReason).toBe('evicted-slow');
  });

  it('and only sends requests is evicted too', async () => {
    rig = await GatewayRig.start({
      options: { ...options, evictionMsLimit: 100, requestsPerSecondLimit: 100_000 },
    });
    const client = await rig.connect();
    await client.subscribe(['*']);
    client.pause();
    const request = JSON.stringify({
      op: 'subscribe',
      channel: 'book',
      depth: 10,
      instruments: ['*'],
    });
    rig.traffic = () => {
      if (rig.count('EVICTIONS') > 0) return;
      for (let i = 0; i < 100; i++) client.sendRaw(request);
    };
    await until(() => rig.count('EVICTIONS') === 1);
    expect(rig.count('CONNECTIONS')).toBe(0);
  });
});

describe('a trickle reader', () => {
  it('makes progress all the time and is evicted all the same', async () => {
    rig = await GatewayRig.start({
      options: { ...options, backlogBytesLimit: 4_194_304, evictionMsLimit: 400 },
    });
    const request = { op: 'subscribe', channel: 'book', instruments: ['sim:AAA', 'sim:BBB'] };
    const trickle = new TrickleReader(rig.port, JSON.stringify(request));
    await until(() => rig.count('IMAGES_SERVED') >= 2);
    trickle.pause();
    const readBefore = trickle.bytesRead;
    const timer = setInterval(() => trickle.readOnce(), 5);
    // Traffic goes on: the kernel may widen its buffers and swallow one backlog, never all of them.
    rig.traffic = heavyTraffic();
    await until(() => rig.count('EVICTIONS') === 1);
    clearInterval(timer);
    trickle.terminate();
    expect(trickle.bytesRead - readBefore).toBeGreaterThan(0);
    expect(rig.count('CONNECTIONS')).toBe(0);
    expectAccounted();
  });
});

describe('an image larger than the backlog limit', () => {
  it('is not held against its client', async () => {
    rig = await GatewayRig.start({ options: { ...options, backlogBytesLimit: 4096 } });
    rig.lane.change(
      AAA,
      Array.from({ length: 60_000 }, (_, i) => [i, 1] as const),
    );
    const client = await rig.connect();
    rig.traffic = () => {
      rig.lane.change(AAA, [[1, 1]]);
      rig.lane.flush();
    };
    await client.subscribe(['sim:AAA'], 'full');
    const stream = streamId(AAA, STREAM_SLOT.BOOK_FULL);
    await until(() => (client.replicas.get(stream)?.deltas ?? 0) > 50);
    expect(client.breaches).toEqual([]);
    expect(client.replicas.get(stream)!.images).toBe(1);
  });
});

describe('an image larger than a socket may hold', () => {
  it('is refused with a notice, and the stream is given up', async () => {
    rig = await GatewayRig.start({ options: { socketBytesLimit: 65_536 } });
    rig.lane.change(
      AAA,
      Array.from({ length: 5_000 }, (_, i) => [i, 1] as const),
    );
    const client = await rig.connect();
    await client.subscribe(['sim:AAA', 'sim:BBB'], 'full');
    const stream = streamId(AAA, STREAM_SLOT.BOOK_FULL);
    expect(await client.notice('image-too-large')).toMatchObject({ streams: [stream] });
    await until(() => client.replicas.has(streamId(BBB, STREAM_SLOT.BOOK_FULL)));
    expect(client.replicas.has(stream)).toBe(false);
    expect(rig.count('SUBSCRIPTIONS')).toBe(1);
  });
});
