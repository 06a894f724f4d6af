/** Whatever happens to a client, its ledger adds up in every report. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import { asInstrumentId } from '../../src/market/units.js';
import type { ClientDouble } from './client-double.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

const INSTRUMENTS = [asInstrumentId(0), asInstrumentId(1)];
const SYMBOLS = ['sim:AAA', 'sim:BBB'];

type Step =
  | {
      readonly kind: 'traffic';
      readonly which: number;
      readonly deltas: number;
      readonly levels: number;
    }
  | { readonly kind: 'lost'; readonly which: number }
  | { readonly kind: 'join' | 'leave'; readonly which: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' };

const which = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('traffic' as const),
      which,
      deltas: fc.integer({ min: 1, max: 40 }),
      levels: fc.constantFrom(1, 5, 400),
    }),
  },
  fc.record({ kind: fc.constant('lost' as const), which }),
  fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const), which }),
  fc.record({ kind: fc.constant('pause' as const) }),
  fc.record({ kind: fc.constant('resume' as const) }),
);

/** Let the rig turn: what was written is read, what was asked is answered. */
async function turn(): Promise<void> {
  const read = rig.count('FRAMES_READ');
  rig.lane.flush();
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
  expect(rig.count('FRAMES_READ')).toBeGreaterThanOrEqual(read);
}

async function take(client: ClientDouble, next: Step): Promise<void> {
  if (next.kind === 'pause') client.pause();
  else if (next.kind === 'resume') client.unpause();
  else if (next.kind === 'lost') {
    rig.lane.loseDelta(streamId(INSTRUMENTS[next.which]!, STREAM_SLOT.BOOK_10));
  } else if (next.kind === 'traffic') {
    for (let i = 0; i < next.deltas; i++) {
      const levels = Array.from({ length: next.levels }, (_, price) => [price, i + 1] as const);
      rig.lane.change(INSTRUMENTS[next.which]!, levels);
    }
  } else {
    const op = next.kind === 'join' ? 'subscribe' : 'unsubscribe';
    const instruments = [SYMBOLS[next.which]!];
    client.sendRaw(JSON.stringify({ op, channel: 'book', depth: 10, instruments }));
  }
  await turn();
}

describe('the ledger of a client', () => {
  it('adds up in every report, and over all clients to the counters of the gateway', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 120 }), async (steps) => {
        rig = await GatewayRig.start({
          options: {
            reportMsMin: 10,
            backlogBytesLimit: 32_768,
            evictionMsLimit: 3_600_000,
            requestsPerSecondLimit: 100_000,
          },
        });
        const [tried, steady] = [await rig.connect(), await rig.connect()];
        for (const client of [tried, steady]) {
          await client.request({ op: 'subscribe', channel: 'latency', everyMs: 10 });
          await client.subscribe(SYMBOLS);
        }
        for (const each of steps) await take(tried, each);
        tried.unpause();
        const offered = (client: ClientDouble): number =>
          client.reports.at(-1)?.ledger.generated ?? 0;
        await until(() => offered(tried) + offered(steady) === rig.count('FRAMES_OFFERED'));
        for (const { ledger } of [...tried.reports, ...steady.reports]) {
          expect(ledger.sent + ledger.droppedSlow + ledger.droppedWaiting).toBe(ledger.generated);
        }
        for (const { reports, newsAtReports } of [tried, steady])
          expect(reports.map(({ ledger }) => ledger.sent)).toEqual(newsAtReports);
        const sum = (name: 'sent' | 'droppedSlow' | 'droppedWaiting'): number =>
          tried.reports.at(-1)!.ledger[name] + steady.reports.at(-1)!.ledger[name];
        expect([sum('sent'), sum('droppedSlow'), sum('droppedWaiting')]).toEqual([
          rig.count('FRAMES_FORWARDED'),
          rig.count('FRAMES_DROPPED_SLOW'),
          rig.count('FRAMES_DROPPED_WAITING'),
        ]);
        await rig.close();
      }),
      { numRuns: 8 },
    );
  });

  it('counts as the client does a delta that was read behind an image, in the same round', async () => {
    rig = await GatewayRig.start({ options: { reportMsMin: 10 } });
    const [first, second] = [await rig.connect(), await rig.connect()];
    for (const client of [first, second])
      await client.request({ op: 'subscribe', channel: 'latency', everyMs: 10 });
    rig.lane.answersRequests = false;
    await first.subscribe(['sim:AAA']);
    rig.halt();
    rig.lane.answersRequests = true;
    rig.lane.serve();
    rig.lane.change(INSTRUMENTS[0]!, [[7, 3]]);
    rig.lane.flush();
    rig.resume();
    await until(() => first.reports.at(-1)?.ledger.sent === 1);
    expect(first.newsAtReports.at(-1)).toBe(1);
    // Out of the cache, both of them.
    await second.subscribe(['sim:AAA']);
    await until(() => second.reports.at(-1)?.ledger.images === 1);
    expect([second.reports.at(-1)!.ledger.sent, second.newsAtReports.at(-1)]).toEqual([0, 0]);
  });
});
