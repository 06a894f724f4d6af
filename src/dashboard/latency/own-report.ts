/** What the server tells this page about its own connection, as rows of tables. Pure; runs everywhere. */
import type { LatencyReport } from '../../client/index.js';
import { countText } from '../count-text.js';
import { durationText } from '../duration-text.js';
import { STAGE_TITLE } from './stage.js';

const NS_PER_US = 1_000;
const BYTES_PER_KIB = 1_024;

/** Stage, p50, p99, p99.9, max, deltas; the last row is what this page measured itself. */
export function ownStageRows(report: LatencyReport): string[][] {
  const rows = report.stages.map(({ stage, count, p50Us, p99Us, p999Us, maxUs }) => [
    STAGE_TITLE[stage],
    ...[p50Us, p99Us, p999Us, maxUs].map((us) =>
      // Percentiles of nothing are told as 0.
      durationText(count === 0 ? NaN : us * NS_PER_US),
    ),
    countText(count),
  ]);
  const { count, p50Ns, p99Ns, p999Ns, maxNs } = report.tickToClient;
  return [
    ...rows,
    [
      'received → this page',
      ...[p50Ns, p99Ns, p999Ns, maxNs].map((ns) => durationText(ns)),
      countText(count),
    ],
  ];
}

const sizeText = (bytes: number): string => `${countText(Math.ceil(bytes / BYTES_PER_KIB))} KiB`;

/** What became of every delta since the subscription, and what waits now. */
export function ledgerRows({ ledger, backlog }: LatencyReport): string[][] {
  return [
    ['deltas generated', countText(ledger.generated)],
    ['sent', countText(ledger.sent)],
    ['dropped, too slow', countText(ledger.droppedSlow)],
    ['dropped, image awaited', countText(ledger.droppedWaiting)],
    ['messages merged', countText(ledger.merged)],
    ['images', countText(ledger.images)],
    ['drops to image', countText(ledger.dropsToImage)],
    ['frames', countText(ledger.frames)],
    ['bytes', sizeText(ledger.bytes)],
    ['unsent now', `${sizeText(backlog.bytes)} (max ${sizeText(backlog.bytesMax)})`],
  ];
}

/** Whether every delta is accounted for, in words. */
export function balanceText({ ledger }: LatencyReport): string {
  const accounted = ledger.sent + ledger.droppedSlow + ledger.droppedWaiting;
  return accounted === ledger.generated
    ? 'generated = sent + dropped'
    : `${countText(ledger.generated - accounted)} deltas are not accounted for`;
}
