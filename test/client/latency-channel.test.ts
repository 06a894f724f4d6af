import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  connect,
  type BookcastClient,
  type ClientClock,
  type LatencyReport,
} from '../../src/client/index.js';
import { latencyReportBytes, writeLatencyReport } from '../../src/frame/latency-report.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import { dirtyViews } from '../frame/arbitraries.js';
import { SAMPLE_REPORT } from '../frame/samples.js';
import { ModelServer } from './model-server.js';
import { ModelStream } from './model-stream.js';

const NOW_NS = 10_000_000;

let server: ModelServer;
let client: BookcastClient;

beforeEach(async () => {
  server = await ModelServer.listen();
});
afterEach(async () => {
  client.close();
  await server.close();
});

const start = (clock?: ClientClock): void => {
  client = connect(server.url, {
    reconnect: { initialMs: 1, maxMs: 5 },
    ...(clock === undefined ? {} : { clock }),
  });
};

function reportFrame(generated = 20): Uint8Array {
  const report = { ...SAMPLE_REPORT, ledger: { ...SAMPLE_REPORT.ledger, generated } };
  const views = dirtyViews(latencyReportBytes(report.stages.length));
  writeLatencyReport(views, 0, report);
  return new Uint8Array(views.u8);
}

/** Reports one by one. */
class Reports {
  private readonly waiting: ((report: LatencyReport) => void)[] = [];
  private readonly unread: LatencyReport[] = [];

  readonly take = (report: LatencyReport): void => {
    const next = this.waiting.shift();
    if (next === undefined) this.unread.push(report);
    else next(report);
  };

  next(): Promise<LatencyReport> {
    const report = this.unread.shift();
    if (report !== undefined) return Promise.resolve(report);
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}

/** All that was asked of the server about the channel. */
const asked = (): unknown[] =>
  server.requests
    .filter((request) => request['channel'] === 'latency')
    .map((request) => [request.op, request['everyMs']]);

describe('a latency subscription', () => {
  it('gets what the server reports', async () => {
    start();
    const reports = new Reports();
    const subscription = client.subscribeLatency({ everyMs: 250 }, reports.take);
    await subscription.ready;
    server.send(reportFrame());
    expect(await reports.next()).toMatchObject(SAMPLE_REPORT);
    expect(asked()).toEqual([['subscribe', 250]]);
  });

  it('asks for a report a second where nothing else is said', async () => {
    start();
    await client.subscribeLatency({}, () => {}).ready;
    expect(asked()).toEqual([['subscribe', 1000]]);
  });

  it('survives a lost connection', async () => {
    start();
    const reports = new Reports();
    await client.subscribeLatency({ everyMs: 250 }, reports.take).ready;
    const again = server.next('subscribe');
    server.dropClients();
    expect(await again).toMatchObject({ channel: 'latency', everyMs: 250 });
    server.send(reportFrame(21));
    expect((await reports.next()).ledger.generated).toBe(21);
  });

  it('shares the channel with others, at the shortest interval of all', async () => {
    start();
    const [slow, quick] = [new Reports(), new Reports()];
    const first = client.subscribeLatency({ everyMs: 5000 }, slow.take);
    await first.ready;
    const second = client.subscribeLatency({ everyMs: 500 }, quick.take);
    await second.ready;
    server.send(reportFrame(1));
    expect((await slow.next()).ledger.generated).toBe(1);
    expect((await quick.next()).ledger.generated).toBe(1);
    const change = server.next('subscribe');
    second.unsubscribe();
    expect(await change).toMatchObject({ everyMs: 5000 });
    const end = server.next('unsubscribe');
    first.unsubscribe();
    first.unsubscribe();
    expect(await end).toMatchObject({ channel: 'latency' });
    expect(asked().length).toBe(4);
  });

  it('hears no report after it has left, though one is on its way', async () => {
    start();
    const seen: LatencyReport[] = [];
    const subscription = client.subscribeLatency({}, (report) => seen.push(report));
    await subscription.ready;
    subscription.unsubscribe();
    server.send(reportFrame());
    await client.ping();
    expect(seen).toEqual([]);
  });

  it('is refused with the code of the server, and is not asked for again', async () => {
    server.refuseWith = 'bad-interval';
    start();
    const told = client.once('error');
    const subscription = client.subscribeLatency({ everyMs: 1 }, () => {});
    await expect(subscription.ready).rejects.toMatchObject({ code: 'bad-interval' });
    expect((await told).code).toBe('bad-interval');
    const greeted = client.once('hello');
    server.dropClients();
    await greeted;
    await client.ping();
    expect(asked().length).toBe(1);
  });

  it('that was granted is asked for again when a restarted server refuses it', async () => {
    start();
    const reports = new Reports();
    await client.subscribeLatency({ everyMs: 250 }, reports.take).ready;
    server.refuseWith = 'bad-channel';
    const told = client.once('error');
    server.dropClients();
    expect((await told).code).toBe('bad-channel');
    server.refuseWith = undefined;
    await server.next('subscribe');
    server.send(reportFrame(22));
    expect((await reports.next()).ledger.generated).toBe(22);
  });

  it('of a closed client is refused at once', async () => {
    start();
    const open = client.subscribeLatency({}, () => {});
    client.close();
    await expect(open.ready).rejects.toMatchObject({ code: 'closed' });
    await expect(client.subscribeLatency({}, () => {}).ready).rejects.toMatchObject({
      code: 'closed',
    });
  });

  it('goes on when a listener throws', async () => {
    start();
    const reports = new Reports();
    // Vitest reports what nobody catches: take its place for this one error.
    const listeners = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    const uncaught = new Promise<unknown>((resolve) => {
      process.once('uncaughtException', (error) => {
        for (const listener of listeners) process.on('uncaughtException', listener);
        resolve(error);
      });
    });
    client.subscribeLatency({}, () => {
      throw new Error('bug of the caller');
    });
    await client.subscribeLatency({}, reports.take).ready;
    server.send(reportFrame());
    await reports.next();
    expect(await uncaught).toMatchObject({ message: 'bug of the caller' });
  });
});

describe('tick to client', () => {
  it('is told over each interval, and since the connect', async () => {
    const clock: ClientClock = {
      nowNs: () => NOW_NS,
      offsetSince: () => 0,
      monotonicOriginWallNs: () => 0n,
    };
    const stream = new ModelStream(10, 'sim', 'AAA', STREAM_SLOT.BOOK_10);
    server.streams = [stream];
    start(clock);
    const reports = new Reports();
    await client.subscribeLatency({}, reports.take).ready;
    await client.subscribe({ channel: 'book', instruments: ['sim:AAA'] }).ready;
    const send = (took: readonly number[]): void => {
      for (const tookNs of took) {
        stream.receivedNs = NOW_NS - tookNs;
        stream.sentNs++;
        server.send(stream.delta([{ side: 0, price: 100, quantity: stream.seq + 1 }]));
      }
      server.send(reportFrame());
    };
    send([100, 200, 300]);
    expect((await reports.next()).tickToClient).toMatchObject({ count: 3, p50Ns: 200, maxNs: 300 });
    send([1000]);
    expect((await reports.next()).tickToClient).toMatchObject({ count: 1, p50Ns: 1000 });
    send([]);
    expect((await reports.next()).tickToClient).toMatchObject({ count: 0, p50Ns: NaN });
    expect(client.latency.percentiles()).toMatchObject({ count: 4, minNs: 100, maxNs: 1000 });
  });
});
