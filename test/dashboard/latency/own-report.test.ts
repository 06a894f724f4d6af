import { describe, expect, it } from 'vitest';
import { LatencyHistogram, type LatencyReport } from '../../../src/client/index.js';
import {
  balanceText,
  ledgerRows,
  ownStageRows,
} from '../../../src/dashboard/latency/own-report.js';

const tickToClient = new LatencyHistogram();
tickToClient.record(2_000_000);

const report: LatencyReport = {
  sentNs: 9e9,
  intervalNs: 1e9,
  subscribedNs: 1e9,
  stages: [
    {
      stage: 'received_to_committed',
      count: 1_200,
      p50Us: 16,
      p90Us: 40,
      p99Us: 280,
      p999Us: 1_900,
      maxUs: 2_000,
    },
    { stage: 'received_to_sent', count: 0, p50Us: 0, p90Us: 0, p99Us: 0, p999Us: 0, maxUs: 0 },
  ],
  ledger: {
    generated: 1_000,
    sent: 900,
    droppedSlow: 60,
    droppedWaiting: 40,
    merged: 2_345,
    images: 3,
    dropsToImage: 1,
    frames: 950,
    bytes: 204_801,
  },
  backlog: { bytes: 0, ageNs: 0, bytesMax: 1_024, ageNsMax: 5e6 },
  tickToClient: tickToClient.percentiles(),
};

describe('the page’s own report', () => {
  it('has a row per stage, and what the page measured itself', () => {
    expect(ownStageRows(report)).toEqual([
      ['received → committed', '16.0 µs', '280 µs', '1.90 ms', '2.00 ms', '1,200'],
      ['received → sent', '–', '–', '–', '–', '0'],
      ['received → this page', '2.00 ms', '2.00 ms', '2.00 ms', '2.00 ms', '1'],
    ]);
  });

  it('accounts for every delta', () => {
    expect(Object.fromEntries(ledgerRows(report))).toMatchObject({
      'deltas generated': '1,000',
      sent: '900',
      'dropped, too slow': '60',
      'dropped, image awaited': '40',
      bytes: '201 KiB',
      'unsent now': '0 KiB (max 1 KiB)',
    });
    expect(balanceText(report)).toBe('generated = sent + dropped');
  });

  it('says so when the ledger does not balance', () => {
    const ledger = { ...report.ledger, droppedSlow: 50 };
    expect(balanceText({ ...report, ledger })).toBe('10 deltas are not accounted for');
  });
});
