/** What `watch` says of latency and delivery. */
import { describe, expect, it } from 'vitest';
import {
  latencyBlock,
  latencyJson,
  latencyLine,
  latencyTable,
  ledgerText,
} from '../../src/cli/latency-view.js';
import { LatencyHistogram, type LatencyReport } from '../../src/client/index.js';
import { STAGE_NAMES } from '../../src/market/stage.js';

const own = new LatencyHistogram();
const nothing = own.percentiles();
for (const ns of [95_000, 96_000, 1_210_000]) own.record(ns);

const ledger = {
  generated: 1_234_567,
  sent: 1_234_567,
  droppedSlow: 0,
  droppedWaiting: 0,
  merged: 9_999_999,
  images: 1,
  dropsToImage: 0,
  frames: 1_234_570,
  bytes: 99_999_999,
};

const report = (count: number): LatencyReport => ({
  sentNs: 5e9,
  intervalNs: 1e9,
  subscribedNs: 1e9,
  stages: STAGE_NAMES.map((stage, i) => ({
    stage,
    count,
    p50Us: count && 1.04 * 10 ** i,
    p90Us: count && 2.4 * 10 ** i,
    p99Us: count && 3.62 * 10 ** i,
    p999Us: count && 5 * 10 ** i,
    maxUs: count && 60_000,
  })),
  ledger,
  backlog: { bytes: 0, ageNs: 0, bytesMax: 0, ageNsMax: 0 },
  tickToClient: count === 0 ? nothing : own.percentiles(),
});

describe('the latency block below a ladder', () => {
  it('has the stages side by side, within 80 columns', () => {
    const lines = latencyBlock(report(9));
    expect(lines).toEqual([
      'µs     recv→commit  commit→apply  apply→frame  frame→sent  recv→sent  to client',
      'p50            1.0            10          100       1,000     10,000         96',
      'p99            3.6            36          360       3,600     36,000      1,200',
      'p99.9          5.0            50          500       5,000     50,000      1,200',
      'sent 1,234,567 of 1,234,567 deltas, 9,999,999 messages, 1 image, backlog 0 B',
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('has no figures where nothing was measured', () => {
    const [, ...rows] = latencyBlock(report(0)).slice(0, 4);
    for (const row of rows) expect(row).toMatch(/^p[\d.]+(\s+-){6}$/);
  });

  it('says so until the first report is here', () => {
    expect(latencyBlock(undefined)).toEqual(['latency: waiting for the first report …']);
  });
});

describe('the ledger', () => {
  it('says why deltas were not sent', () => {
    const lossy = { ...ledger, sent: 1_234_000, droppedSlow: 560, droppedWaiting: 7 };
    expect(ledgerText({ ...lossy, dropsToImage: 2 })).toBe(
      'sent 1,234,000 of 1,234,567 deltas, dropped 567 (560 too slow, 7 awaiting an image), ' +
        '9,999,999 messages, 1 image, dropped to image 2 ×',
    );
  });

  it('is followed by the backlog', () => {
    const backlog = { bytes: 5_000, ageNs: 1e6, bytesMax: 1_048_576, ageNsMax: 2.5e9 };
    expect(latencyBlock({ ...report(1), backlog }).at(-1)).toContain(
      'backlog 5,000 B, up to 1,048,576 B for 2.50 s',
    );
  });
});

describe('the latency table', () => {
  it('has a row for every stage and the own figures, whose columns do not move', () => {
    const [busy, idle] = [report(12_345), report(0)].map((each) =>
      latencyTable(each, own.percentiles()),
    );
    expect(busy!.filter((line) => line.includes(' → ')).length).toBe(STAGE_NAMES.length);
    expect(busy!.join('\n')).toMatch(/tick to client \(SDK\) +3 +96 .*\n +since the connect +3 /);
    expect(busy!.join('\n')).toContain('in 4.0 s:');
    for (const line of [...busy!, ...idle!]) expect(line.length).toBeLessThanOrEqual(80);
    expect(idle!.map((line) => line.length).slice(0, 8)).toEqual(
      busy!.map((line) => line.length).slice(0, 8),
    );
  });
});

describe('a line for a pipe', () => {
  it('has the whole way and the ledger', () => {
    expect(latencyLine(report(3))).toBe(
      '1.0 s; received → sent p50 10.4 ms p99 36.2 ms p99.9 50.0 ms; ' +
        'tick to client (SDK) p50 96.1 µs p99 1.21 ms p99.9 1.21 ms; ' +
        'sent 1,234,567 of 1,234,567 deltas, 9,999,999 messages, 1 image; backlog 0 B',
    );
    expect(latencyLine(report(0))).toContain('received → sent -; tick to client (SDK) -;');
  });

  it('is one line of JSON with null for what was not measured', () => {
    const text = latencyJson(report(0), nothing);
    expect(text).not.toContain('\n');
    const parsed = JSON.parse(text) as Record<string, Record<string, unknown>>;
    expect(parsed['tickToClient']).toMatchObject({ count: 0, p50Ns: null });
    expect(parsed['ledger']).toEqual(ledger);
  });
});
