import { afterEach, describe, expect, it } from 'vitest';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import { STAGE_NAMES } from '../../src/market/stage.js';
import { asInstrumentId, type InstrumentId } from '../../src/market/units.js';
import type { LatencyFigures } from '../../src/frame/latency-report.js';
import type { ClientDouble, TextMessage } from './client-double.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

const AAA = asInstrumentId(0);
const BBB = asInstrumentId(1);
const BOOK_A = streamId(AAA, STREAM_SLOT.BOOK_10);

const options = { reportMsMin: 10, backlogBytesLimit: 65_536, evictionMsLimit: 3_600_000 };

const subscribeLatency = (client: ClientDouble, everyMs = 10): Promise<TextMessage> =>
  client.request({ op: 'subscribe', channel: 'latency', everyMs });

/** The first report that was made after all of this. */
async function nextReport(client: ClientDouble): Promise<LatencyFigures> {
  const madeAfterNs = rig.clock.nowNs();
  const isLater = (report: LatencyFigures): boolean => report.sentNs > madeAfterNs;
  await until(() => client.reports.some(isLater));
  return client.reports.find(isLater)!;
}

function expectBalanced(report: LatencyFigures): void {
  const { generated, sent, droppedSlow, droppedWaiting } = report.ledger;
  expect(sent + droppedSlow + droppedWaiting).toBe(generated);
}

const change = (instrument: InstrumentId, count: number): void => {
  for (let i = 0; i < count; i++) rig.lane.change(instrument, [[i % 7, i + 1]]);
  rig.lane.flush();
};

const heavyTraffic = (): void => {
  for (let i = 0; i < 4; i++) {
    const levels = Array.from({ length: 200 }, (_, level) => [level, level + i + 1] as const);
    rig.lane.change(i % 2 === 0 ? AAA : BBB, levels);
  }
  rig.lane.flush();
};

describe('a report of the latency channel', () => {
  it('comes again and again when nothing flows, and says so', async () => {
    rig = await GatewayRig.start({ options });
    const client = await rig.connect();
    expect(await subscribeLatency(client)).toMatchObject({
      op: 'subscribed',
      channel: 'latency',
      everyMs: 10,
      streams: [],
    });
    await until(() => client.reports.length >= 3);
    for (const [i, report] of client.reports.entries()) {
      expect(report.stages.map(({ stage, count, maxUs }) => [stage, count, maxUs])).toEqual(
        STAGE_NAMES.map((stage) => [stage, 0, 0]),
      );
      expect(Object.values(report.ledger).every((count) => count === 0)).toBe(true);
      expect(report.subscribedNs).toBe(client.reports[0]!.subscribedNs);
      const before = client.reports[i - 1]?.sentNs ?? report.subscribedNs;
      expect(report.sentNs - report.intervalNs).toBe(before);
    }
    expect(client.breaches).toEqual([]);
    expect(rig.count('LATENCY_SUBSCRIBERS')).toBe(1);
    expect(rig.count('LATENCY_REPORTS')).toBeGreaterThanOrEqual(3);
  });

  it('counts what this client got, and another client with other streams gets other figures', async () => {
    rig = await GatewayRig.start({ options });
    const [busy, calm, silent] = [await rig.connect(), await rig.connect(), await rig.connect()];
    await busy.subscribe(['sim:AAA', 'sim:BBB']);
    await calm.subscribe(['sim:BBB']);
    await until(() => busy.replicas.size === 2 && calm.replicas.size === 1);
    for (const client of [busy, calm]) await subscribeLatency(client, 20);
    change(AAA, 30);
    change(BBB, 7);
    await until(() => busy.position(BOOK_A) === rig.lane.position(BOOK_A));
    const [ofBusy, ofCalm] = [await nextReport(busy), await nextReport(calm)];
    expect(ofBusy.ledger).toMatchObject({ generated: 37, sent: 37, frames: 37, images: 0 });
    expect(ofCalm.ledger).toMatchObject({ generated: 7, sent: 7, frames: 7, images: 0 });
    expect(silent.reports).toEqual([]);
    const measured = (client: ClientDouble, stage: string): number =>
      client.reports
        .flatMap(({ stages }) => stages)
        .filter((each) => each.stage === stage)
        .reduce((sum, { count }) => sum + count, 0);
    for (const stage of ['framed_to_sent', 'received_to_sent']) {
      expect([measured(busy, stage), measured(calm, stage)]).toEqual([37, 7]);
    }
    // The lane of tests sets no stamps of these.
    expect(measured(busy, 'committed_to_applied')).toBe(0);
  });

  it('has a ledger that agrees with the frames, messages and bytes that came', async () => {
    rig = await GatewayRig.start({ options });
    const client = await rig.connect();
    await subscribeLatency(client);
    await client.subscribe(['sim:*']);
    await until(() => client.replicas.size === 3);
    change(AAA, 12);
    await until(() => client.position(BOOK_A) === rig.lane.position(BOOK_A));
    const { ledger, backlog } = await nextReport(client);
    expect(ledger).toMatchObject({ generated: 12, sent: 12, images: 3, dropsToImage: 0 });
    // A definition and an image for each of the three.
    expect(ledger.frames).toBe(6 + 12);
    expect(ledger.bytes).toBe(client.dataBytes);
    expect(backlog).toEqual({ bytes: 0, ageNs: 0, bytesMax: 0, ageNsMax: 0 });
  });

  it('leaves out what came with an image out of the cache', async () => {
    rig = await GatewayRig.start({ options });
    const [first, second] = [await rig.connect(), await rig.connect()];
    await first.subscribe(['sim:AAA']);
    await until(() => first.replicas.size === 1);
    change(AAA, 5);
    await until(() => first.position(BOOK_A) === rig.lane.position(BOOK_A));
    await subscribeLatency(second);
    await second.subscribe(['sim:AAA']);
    await until(() => second.position(BOOK_A) === rig.lane.position(BOOK_A));
    const { ledger, stages } = await nextReport(second);
    expect(ledger).toMatchObject({ generated: 0, sent: 0, images: 1, frames: 1 + 1 + 5 });
    expect(stages.every(({ count }) => count === 0)).toBe(true);
  });

  it('accounts for every delta of a client that stops reading, and shows its backlog', async () => {
    rig = await GatewayRig.start({ options });
    const [slow, healthy] = [await rig.connect(), await rig.connect()];
    for (const client of [slow, healthy]) {
      await client.subscribe(['sim:AAA', 'sim:BBB']);
      await until(() => client.replicas.size === 2);
      await subscribeLatency(client);
    }
    for (let round = 1; round <= 2; round++) {
      slow.pause();
      rig.traffic = heavyTraffic;
      await until(
        () =>
          rig.count('DROPS_TO_IMAGE') === round && rig.count('FRAMES_DROPPED_SLOW') > 500 * round,
      );
      slow.unpause();
      await until(
        () => slow.texts.filter(({ code }) => code === 'dropped-to-image').length >= round,
      );
    }
    rig.traffic = () => {};
    for (const client of [slow, healthy])
      await until(() => client.position(BOOK_A) === rig.lane.position(BOOK_A));
    const [ofSlow, ofHealthy] = [await nextReport(slow), await nextReport(healthy)];
    for (const report of [...slow.reports, ...healthy.reports]) expectBalanced(report);
    expect(ofSlow.ledger.generated).toBe(ofHealthy.ledger.generated);
    expect(ofSlow.ledger.dropsToImage).toBe(2);
    expect(ofSlow.ledger.droppedSlow).toBe(rig.count('FRAMES_DROPPED_SLOW'));
    expect(ofSlow.ledger.images).toBeGreaterThanOrEqual(4);
    expect(Math.max(...slow.reports.map(({ backlog }) => backlog.bytesMax))).toBeGreaterThan(
      options.backlogBytesLimit,
    );
    expect(ofHealthy.ledger).toMatchObject({ droppedSlow: 0, dropsToImage: 0, images: 0 });
  });

  it('accounts for deltas that a stream waiting for its image does not pass on', async () => {
    rig = await GatewayRig.start({ options });
    const client = await rig.connect();
    await client.subscribe(['sim:AAA', 'sim:BBB']);
    await until(() => client.replicas.size === 2);
    await subscribeLatency(client);
    rig.lane.answersRequests = false;
    rig.lane.loseDelta(BOOK_A);
    change(AAA, 9);
    change(BBB, 4);
    await until(() => rig.count('FRAMES_DROPPED_WAITING') === 9);
    const report = await nextReport(client);
    expectBalanced(report);
    expect(report.ledger).toMatchObject({ generated: 13, sent: 4, droppedWaiting: 9 });
  });
});

describe('the latency channel', () => {
  it.each([
    ['{"op":"subscribe","channel":"latency","everyMs":9}', 'bad-interval'],
    ['{"op":"subscribe","channel":"latency","everyMs":3600001}', 'bad-interval'],
    ['{"op":"subscribe","channel":"latency","everyMs":100.5}', 'bad-interval'],
    ['{"op":"subscribe","channel":"latency","everyMs":"1000"}', 'bad-interval'],
    ['{"op":"subscribe","channel":"latency","everyMs":-1}', 'bad-interval'],
    ['{"op":"subscribe","channel":"latency","instruments":["*"]}', 'bad-request'],
    ['{"op":"subscribe","channel":"latency","depth":10}', 'bad-request'],
    ['{"op":"subscribe","channel":"book","everyMs":1000,"instruments":["*"]}', 'bad-request'],
    ['{"op":"unsubscribe","channel":"latency","everyMs":1000}', 'bad-request'],
    ['{"op":"unsubscribe","channel":"latency"}', 'not-subscribed'],
  ])('refuses %s with %s, and nothing is sent', async (text, code) => {
    rig = await GatewayRig.start({ options });
    const client = await rig.connect();
    client.sendRaw(text);
    expect((await client.text(({ op }) => op === 'error')).code).toBe(code);
    expect(rig.count('LATENCY_SUBSCRIBERS')).toBe(0);
  });

  it('names the bounds in the refusal', async () => {
    rig = await GatewayRig.start({ options: { reportMsMin: 250 } });
    const client = await rig.connect();
    const { message } = await subscribeLatency(client, 249);
    expect(message).toContain('250 to 3600000');
    expect(message).toContain('got 249');
    expect(client.texts[0]).toMatchObject({ op: 'hello', limits: { reportMs: 250 } });
  });

  it('reports every second where the client does not say how often', async () => {
    rig = await GatewayRig.start({ options });
    const client = await rig.connect();
    expect(await client.request({ op: 'subscribe', channel: 'latency' })).toMatchObject({
      op: 'subscribed',
      everyMs: 1000,
    });
  });

  it('keeps its ledger when the interval changes, and begins anew after it was left', async () => {
    rig = await GatewayRig.start({ options });
    const client = await rig.connect();
    await client.subscribe(['sim:AAA']);
    await until(() => client.replicas.size === 1);
    await subscribeLatency(client, 3_600_000);
    change(AAA, 3);
    await until(() => client.position(BOOK_A) === rig.lane.position(BOOK_A));
    expect(client.reports).toEqual([]);
    await subscribeLatency(client);
    expect((await nextReport(client)).ledger).toMatchObject({ generated: 3, sent: 3 });
    expect(await client.request({ op: 'unsubscribe', channel: 'latency' })).toMatchObject({
      op: 'unsubscribed',
      channel: 'latency',
      streams: [],
    });
    expect(rig.count('LATENCY_SUBSCRIBERS')).toBe(0);
    const seen = rig.count('LATENCY_REPORTS');
    change(AAA, 2);
    await until(() => client.position(BOOK_A) === rig.lane.position(BOOK_A));
    await client.request({ op: 'ping' });
    expect(rig.count('LATENCY_REPORTS')).toBe(seen);
    await subscribeLatency(client);
    expect((await nextReport(client)).ledger).toMatchObject({ generated: 0, sent: 0 });
  });

  it('ends with the connection', async () => {
    rig = await GatewayRig.start({ options });
    const client = await rig.connect();
    await subscribeLatency(client);
    client.terminate();
    await until(() => rig.count('CONNECTIONS') === 0);
    expect(rig.count('LATENCY_SUBSCRIBERS')).toBe(0);
  });
});
