/** Faults in a server with a client: each is told under its cause. When it is told, is not judged. */
import { afterEach, expect, it } from 'vitest';
import { connect, type BookcastClient } from '../../../dist/client/index.js';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../../dist/runtime/index.js';

let server: RunningServer | undefined;
let client: BookcastClient | undefined;
afterEach(async () => {
  client?.close();
  await server?.stop();
  server = client = undefined;
});

interface Tail {
  readonly cause: string;
  readonly shares: Readonly<Record<string, number>>;
  readonly evidence: string;
}

interface Line {
  readonly msg: string;
  readonly cause?: string;
  readonly evidence?: string;
}

/** A small market with one subscriber. @returns the lines of the log, which grow. */
async function start(preset: Record<string, unknown>): Promise<Line[]> {
  const lines: Line[] = [];
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'source.simulator.symbols': 5,
      'source.simulator.messagesPerSecond': 1_000,
      'metrics.intervalMs': 250,
      // What the machine does to everybody is below it, a lane that stops is above.
      'latency.budgetUs': 15_000,
      'lane.heartbeatMsLimit': 2_000,
      ...preset,
    },
  });
  const sink = { write: (line: string) => lines.push(JSON.parse(line) as Line) };
  server = await startServer({ config, log: makeRunLog({ level: 'info', format: 'json', sink }) });
  client = connect(server.webSocketUrl);
  const subscription = client.subscribe({ channel: 'book', depth: 10, instruments: ['sim:*'] });
  await subscription.ready;
  return lines;
}

async function latency(): Promise<{
  tails: Tail[];
  edges: number;
  heats: number[];
  ratio: number;
}> {
  const response = await fetch(`${server!.url}/latency`);
  const document = (await response.json()) as {
    edgesUs: number[];
    intervals: { heat: number[]; tail: Tail | null }[];
    unexplainedRatio: number;
  };
  return {
    tails: document.intervals.flatMap(({ tail }) => (tail === null ? [] : [tail])),
    edges: document.edgesUs.length,
    heats: document.intervals.map(({ heat }) => heat.length),
    ratio: document.unexplainedRatio,
  };
}

const metric = (text: string): number =>
  Number(new RegExp(`^${text} (\\S+)$`, 'm').exec(server!.metricsText())?.[1]);

it.each([
  ['pause', 'pause', /^lane 0 (stopped|did not come around) for \d/],
  ['collect', 'gc', /^lane 0: major GC of \d/],
] as const)(
  'a lane that is made to %s is told as %s, in the log, at /metrics and at /latency',
  async (fault, cause, evidence) => {
    const lines = await start({});
    const isIt = (tail: Tail): boolean => tail.cause === cause && evidence.test(tail.evidence);
    // The platform may hold up more than one of them did: until one stands out.
    const again = setInterval(() => server!.injectFault(0, fault), 700);
    try {
      await expect
        .poll(async () => (await latency()).tails.some(isIt), {
          timeout: 50_000,
          interval: 250,
        })
        .toBe(true);
    } finally {
      clearInterval(again);
    }
    const { tails, edges, heats, ratio } = await latency();
    const tail = tails.find(isIt)!;
    expect(tail.shares[cause]).toBeGreaterThan(0);
    expect(new Set(heats)).toEqual(new Set([edges]));
    expect(ratio).toBeLessThanOrEqual(1);
    expect(metric(`bookcast_tail_intervals_total\\{cause="${cause}"\\}`)).toBeGreaterThan(0);
    expect(metric(`bookcast_tail_frames_total\\{cause="${cause}"\\}`)).toBeGreaterThan(0);
    const told = lines.filter((line) => line.msg === 'tail' && line.cause === cause);
    expect(told.some((line) => evidence.test(line.evidence!))).toBe(true);
    expect(server!.recoveries).toEqual([]);
  },
);

it('a server that records nothing serves all the same, and tells nothing', async () => {
  const lines = await start({ 'latency.record': false });
  const since = client!.counts.frames;
  await expect.poll(() => client!.counts.frames, { timeout: 30_000 }).toBeGreaterThan(since + 50);
  const metrics = server!.metricsText();
  expect(metrics).toContain('\nbookcast_latency_recorded 0\n');
  expect(metrics).not.toMatch(/bookcast_(stage|tail|hiccup|gc|gateway_loop|lane_batch)_/);
  expect(lines.filter(({ msg }) => msg === 'tail')).toEqual([]);
  const response = await fetch(`${server!.url}/latency`);
  expect(await response.json()).toMatchObject({ recorded: false, intervals: [], slowReaders: [] });
});
