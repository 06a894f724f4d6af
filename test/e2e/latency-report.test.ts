import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';
import { connect, type LatencyReport } from '../../src/client/index.js';

let server: RunningServer;

beforeAll(async () => {
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'source.simulator.symbols': 3,
      'source.simulator.messagesPerSecond': 2_000,
      'log.level': 'silent',
    },
  });
  server = await startServer({ config, log: makeRunLog(config.log) });
});
afterAll(async () => {
  await server.stop();
});

describe('the latency channel of a real server', () => {
  it('accounts for every frame that the SDK got, and measures all of its way', async () => {
    const client = connect(server.webSocketUrl);
    let [instruments, deltas, merged] = [0, 0, 0];
    client.on('instrument', () => instruments++);
    const sums: number[][] = [];
    let measured = 0;
    const last = await new Promise<LatencyReport>((resolve) => {
      const reports = client.subscribeLatency({ everyMs: 100 }, (report) => {
        const { frames, sent, merged: messages } = report.ledger;
        measured += report.tickToClient.count;
        // Reports come in line with the frames that they count.
        sums.push([frames, client.counts.frames + instruments]);
        sums.push([sent, deltas], [messages, merged]);
        if (sent > 500) resolve(report);
      });
      void reports.ready.then(() =>
        client.subscribe({ channel: 'book', instruments: ['sim:*'] }, (update) => {
          // What came out of a cache with an image says nothing of how fast news travels.
          if (update.kind !== 'delta' || Number.isNaN(update.tickToClientNs)) return;
          deltas++;
          merged += update.merged;
        }),
      );
    });
    for (const [told, counted] of sums) expect(told).toBe(counted);
    expect(last.ledger).toMatchObject({ droppedSlow: 0, dropsToImage: 0, images: 3 });
    expect(last.ledger.generated).toBe(last.ledger.sent + last.ledger.droppedWaiting);
    expect(measured).toBe(last.ledger.sent);
    const { stages, tickToClient } = last;
    for (const { count } of stages) expect(count).toBe(tickToClient.count);
    const whole = stages.find(({ stage }) => stage === 'received_to_sent')!;
    // Two digits may round the server's share up by one in a hundred.
    expect(tickToClient.maxNs * 1.01).toBeGreaterThanOrEqual(whole.p50Us * 1e3);
    client.close();
  });

  it('gives two clients figures of their own', async () => {
    const [all, one] = [connect(server.webSocketUrl), connect(server.webSocketUrl)];
    const [ofAll, ofOne] = await Promise.all(
      [
        { client: all, instruments: ['sim:*'] },
        { client: one, instruments: [await firstName()] },
      ].map(
        ({ client, instruments }) =>
          new Promise<LatencyReport>((resolve) => {
            client.subscribeLatency({ everyMs: 500 }, (report) => {
              if (report.ledger.sent > 0) resolve(report);
            });
            client.subscribe({ channel: 'book', instruments }, () => {});
          }),
      ),
    );
    expect([ofAll!.ledger.images, ofOne!.ledger.images]).toEqual([3, 1]);
    all.close();
    one.close();
  });
});

async function firstName(): Promise<string> {
  const address = new URL('/instruments', server.webSocketUrl.replace(/^ws/, 'http'));
  const answer = (await (await fetch(address)).json()) as {
    instruments: { venue: string; symbol: string }[];
  };
  const { venue, symbol } = answer.instruments[0]!;
  return `${venue}:${symbol}`;
}
