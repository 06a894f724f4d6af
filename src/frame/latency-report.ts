/**
 * Codec of latency reports: what one client got, how fast, and what became of the rest. Cold.
 * Written by a gateway. It has no common header: no stream, no epoch, no seq.
 *
 *    64  [ sent u64 ][ interval u64, ns ][ subscribed u64 ]
 *    88  [ generated u64 ][ sent u64 ][ dropped slow u64 ][ dropped waiting u64 ][ merged u64 ]
 *   128  [ images u64 ][ drops to image u64 ][ frames u64 ][ bytes u64 ]
 *   160  [ backlog bytes u64 ][ backlog age u64, ns ][ most bytes u64 ][ highest age u64, ns ]
 *   192  [ stages uoffset ][ length u32 ]
 *   200  [ count u64 ][ p50 f32, µs ][ p90 ][ p99 ][ p99.9 ][ max ][ stage u8 ][ pad 3 ]  32 bytes each …
 */
import { STAGE_NAMES, type StageName } from '../market/stage.js';
import { FRAME_KIND, makeTemplate, writeTemplate, type FrameViews } from './frame-header.js';
import { writeInt64 } from './int64-words.js';

/** One stage over one interval; percentiles to two significant digits. */
export interface StageLatency {
  readonly stage: StageName;
  /** Deltas measured; with 0 the percentiles are 0 as well. */
  readonly count: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly p999Us: number;
  readonly maxUs: number;
}

/** Since the subscription: `generated` = `sent` + `droppedSlow` + `droppedWaiting`. */
export interface DeliveryLedger {
  /** Deltas of the client's streams. */
  readonly generated: number;
  /** Those that were handed to its socket. */
  readonly sent: number;
  /** Those left out because the client was too slow. */
  readonly droppedSlow: number;
  /** Those left out because their stream waited for an image, which contains them. */
  readonly droppedWaiting: number;
  /** Venue messages in the deltas sent. */
  readonly merged: number;
  readonly images: number;
  /** Times the client lost its deltas for images. */
  readonly dropsToImage: number;
  /** Deltas, parts of images and what came with them, definitions. */
  readonly frames: number;
  /** Of these frames. */
  readonly bytes: number;
}

/** What waits in the server for the client's socket. */
export interface BacklogFigures {
  readonly bytes: number;
  /** Of the oldest byte, at least. */
  readonly ageNs: number;
  /** The most that was seen in the interval. */
  readonly bytesMax: number;
  readonly ageNsMax: number;
}

export interface LatencyFigures {
  /** End of the interval, ns since the server's run base. */
  readonly sentNs: number;
  readonly intervalNs: number;
  /** Beginning of the ledger, ns since the server's run base. */
  readonly subscribedNs: number;
  readonly stages: readonly StageLatency[];
  readonly ledger: DeliveryLedger;
  readonly backlog: BacklogFigures;
}

const SENT = 64;
const INTERVAL = 72;
const SUBSCRIBED = 80;
const LEDGER = 88;
const BACKLOG = 160;
const STAGES = 192;
const LENGTH = 196;
const ENTRIES = 200;
export const STAGE_ENTRY_BYTES = 32;

/** In the order of their bytes. */
const LEDGER_FIELDS = [
  'generated',
  'sent',
  'droppedSlow',
  'droppedWaiting',
  'merged',
  'images',
  'dropsToImage',
  'frames',
  'bytes',
] as const satisfies readonly (keyof DeliveryLedger)[];
const BACKLOG_FIELDS = [
  'bytes',
  'ageNs',
  'bytesMax',
  'ageNsMax',
] as const satisfies readonly (keyof BacklogFigures)[];
const PERCENTILE_FIELDS = [
  'p50Us',
  'p90Us',
  'p99Us',
  'p999Us',
  'maxUs',
] as const satisfies readonly (keyof StageLatency)[];

const TEMPLATE = makeTemplate(
  FRAME_KIND.LATENCY_REPORT,
  [
    SENT,
    INTERVAL,
    SUBSCRIBED,
    STAGES,
    ...LEDGER_FIELDS.map((_, i) => LEDGER + 8 * i),
    ...BACKLOG_FIELDS.map((_, i) => BACKLOG + 8 * i),
  ],
  LENGTH,
);

export const latencyReportBytes = (stageCount: number): number =>
  ENTRIES + stageCount * STAGE_ENTRY_BYTES;

const scratch = new Float32Array(1);
const scratchWord = new Uint32Array(scratch.buffer);

function writeStage(u32: Uint32Array, word: number, stage: StageLatency): void {
  writeInt64(u32, word, stage.count);
  PERCENTILE_FIELDS.forEach((name, i) => {
    scratch[0] = stage[name];
    u32[word + 2 + i] = scratchWord[0]!;
  });
  u32[word + 7] = STAGE_NAMES.indexOf(stage.stage);
}

/**
 * Write one report at `at`, a multiple of 8. All numbers but percentiles are safe integers ≥ 0.
 * @returns latencyReportBytes(figures.stages.length)
 */
export function writeLatencyReport(views: FrameViews, at: number, figures: LatencyFigures): number {
  const { u32 } = views;
  const { ledger, backlog, stages } = figures;
  const bytes = latencyReportBytes(stages.length);
  u32[at >>> 2] = bytes - 4;
  writeTemplate(u32, at >>> 2, TEMPLATE);
  writeInt64(u32, (at + SENT) >>> 2, figures.sentNs);
  writeInt64(u32, (at + INTERVAL) >>> 2, figures.intervalNs);
  writeInt64(u32, (at + SUBSCRIBED) >>> 2, figures.subscribedNs);
  LEDGER_FIELDS.forEach((name, i) => writeInt64(u32, (at + LEDGER + 8 * i) >>> 2, ledger[name]));
  BACKLOG_FIELDS.forEach((name, i) => writeInt64(u32, (at + BACKLOG + 8 * i) >>> 2, backlog[name]));
  u32[(at + STAGES) >>> 2] = LENGTH - STAGES;
  u32[(at + LENGTH) >>> 2] = stages.length;
  stages.forEach((stage, i) =>
    writeStage(u32, (at + ENTRIES + i * STAGE_ENTRY_BYTES) >>> 2, stage),
  );
  return bytes;
}
