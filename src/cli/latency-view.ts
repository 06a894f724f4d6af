/** Latency reports as text. Owns the layouts: a block, a table, a line, JSON. Draws nothing itself. Cold. */
import type {
  DeliveryLedger,
  LatencyPercentiles,
  LatencyReport,
  StageName,
} from '../client/index.js';
import { alignedTable, countText, durationText } from './output.js';

const NS_PER_US = 1e3;
const NS_PER_SECOND = 1e9;

const STAGE_TEXTS: Readonly<Record<StageName, string>> = {
  received_to_committed: 'received → committed',
  committed_to_applied: 'committed → applied',
  applied_to_framed: 'applied → framed',
  framed_to_sent: 'framed → sent',
  received_to_sent: 'received → sent',
};

const SHORT_STAGE_TEXTS: Readonly<Record<StageName, string>> = {
  received_to_committed: 'recv→commit',
  committed_to_applied: 'commit→apply',
  applied_to_framed: 'apply→frame',
  framed_to_sent: 'frame→sent',
  received_to_sent: 'recv→sent',
};

/** One row of figures, whoever measured them; µs, NaN where nothing was measured. */
interface Row {
  readonly count: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maxUs: number;
}

const PERCENTILE_NAMES = ['p50', 'p90', 'p99', 'p99.9', 'max'] as const;

const percentilesOf = (row: Row): number[] => [
  row.p50Us,
  row.p90Us,
  row.p99Us,
  row.p999Us,
  row.maxUs,
];

const ownRow = (own: LatencyPercentiles): Row => ({
  count: own.count,
  p50Us: own.p50Ns / NS_PER_US,
  p90Us: own.p90Ns / NS_PER_US,
  p99Us: own.p99Ns / NS_PER_US,
  p999Us: own.p999Ns / NS_PER_US,
  maxUs: own.maxNs / NS_PER_US,
});

/** Two significant digits: 8.1, 12, 1,200. */
export function microsText(row: Row, us: number): string {
  if (row.count === 0) return '-';
  return us < 10 ? us.toFixed(1) : countText(Number(us.toPrecision(2)));
}

const counted = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** Where every delta went: the reason why is told only where one was lost. */
export function ledgerText(ledger: DeliveryLedger): string {
  const { generated, sent, merged, droppedSlow, droppedWaiting, images, dropsToImage } = ledger;
  const dropped = droppedSlow + droppedWaiting;
  const parts = [`sent ${countText(sent)} of ${countText(generated)} deltas`];
  if (dropped > 0) {
    const reasons = [
      ...(droppedSlow > 0 ? [`${countText(droppedSlow)} too slow`] : []),
      ...(droppedWaiting > 0 ? [`${countText(droppedWaiting)} awaiting an image`] : []),
    ];
    parts.push(`dropped ${countText(dropped)} (${reasons.join(', ')})`);
  }
  parts.push(counted(merged, 'message'), counted(images, 'image'));
  if (dropsToImage > 0) parts.push(`dropped to image ${countText(dropsToImage)} ×`);
  return parts.join(', ');
}

function backlogText({ backlog }: LatencyReport): string {
  if (backlog.bytesMax === 0) return 'backlog 0 B';
  const age = backlog.ageNsMax > 0 ? ` for ${durationText(backlog.ageNsMax)}` : '';
  return `backlog ${countText(backlog.bytes)} B, up to ${countText(backlog.bytesMax)} B${age}`;
}

/** What goes below a ladder, no wider than 80 columns while figures are ordinary: stages side by side. */
export function latencyBlock(report: LatencyReport | undefined): string[] {
  if (report === undefined) return ['latency: waiting for the first report …'];
  const columns = [
    ...report.stages.map((stage) => ({ name: SHORT_STAGE_TEXTS[stage.stage], row: stage as Row })),
    { name: 'to client', row: ownRow(report.tickToClient) },
  ];
  const shown = [0, 2, 3].map((index) => [
    PERCENTILE_NAMES[index]!,
    ...columns.map(({ row }) => microsText(row, percentilesOf(row)[index]!)),
  ]);
  const table = [['µs', ...columns.map(({ name }) => name)], ...shown];
  return [
    ...alignedTable(table, [false, ...columns.map(() => true)]).split('\n'),
    `${ledgerText(report.ledger)}, ${backlogText(report)}`,
  ];
}

const secondsText = (ns: number): string => `${(ns / NS_PER_SECOND).toFixed(1)} s`;

/** A screen is redrawn: columns should not move with every figure. */
const steady = (cell: string): string => cell.padStart(8);

/** A screen of its own. */
export function latencyTable(report: LatencyReport, sinceConnect: LatencyPercentiles): string[] {
  const line = (name: string, row: Row): string[] => [
    name,
    ...[countText(row.count), ...percentilesOf(row).map((us) => microsText(row, us))].map(steady),
  ];
  const rows = [
    ['µs', 'deltas', ...PERCENTILE_NAMES],
    ...report.stages.map((stage) => line(STAGE_TEXTS[stage.stage], stage)),
    line('tick to client (SDK)', ownRow(report.tickToClient)),
    line('  since the connect', ownRow(sinceConnect)),
  ];
  const { ledger, sentNs, subscribedNs } = report;
  return [
    `the last ${secondsText(report.intervalNs)}`,
    '',
    ...alignedTable(rows, [false, ...rows[0]!.slice(1).map(() => true)]).split('\n'),
    '',
    `in ${secondsText(sentNs - subscribedNs)}:`,
    `  ${ledgerText(ledger)}`,
    `  ${countText(ledger.frames)} frames, ${countText(ledger.bytes)} bytes`,
    `  ${backlogText(report)}`,
  ];
}

/** One line for a pipe. */
export function latencyLine(report: LatencyReport): string {
  const figures = (name: string, row: Row): string => {
    if (row.count === 0) return `${name} -`;
    const [p50, , p99, p999] = percentilesOf(row).map((us) => durationText(us * NS_PER_US));
    return `${name} p50 ${p50} p99 ${p99} p99.9 ${p999}`;
  };
  const whole = report.stages.find(({ stage }) => stage === 'received_to_sent');
  return [
    secondsText(report.intervalNs),
    ...(whole === undefined ? [] : [figures(STAGE_TEXTS.received_to_sent, whole)]),
    figures('tick to client (SDK)', ownRow(report.tickToClient)),
    ledgerText(report.ledger),
    backlogText(report),
  ].join('; ');
}

/** The report as the SDK has it, with the client's own percentiles since the connect; null where nothing was measured. */
export const latencyJson = (report: LatencyReport, sinceConnect: LatencyPercentiles): string =>
  JSON.stringify({ ...report, tickToClientSinceConnect: sinceConnect });
