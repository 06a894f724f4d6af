/** Reading latency reports as a client; cold. Only for frames that verifyFrame accepted. Runs everywhere. */
import { STAGE_NAMES } from '../market/stage.js';
import { TableDecoder, uint64At } from './decode-frame.js';
import { STAGE_ENTRY_BYTES, type LatencyFigures, type StageLatency } from './latency-report.js';

const SENT = 0;
const INTERVAL = 1;
const SUBSCRIBED = 2;
const STAGES = 3;
const LEDGER = 4;
const BACKLOG = 13;

const PERCENTILES = 8;
const STAGE = 28;

/** Digits that a float has and nobody measured: 14.91100025177002. */
const withoutNoise = (us: number): number => Number(us.toPrecision(4));

const table = new TableDecoder();

/** Stages that a later server may add have no name here and are left out. */
function stages(): StageLatency[] {
  const position = table.vector(STAGES);
  if (position === 0) return [];
  const { view } = table;
  const found: StageLatency[] = [];
  for (let i = 0; i < view.getUint32(position, true); i++) {
    const at = position + 4 + i * STAGE_ENTRY_BYTES;
    const stage = STAGE_NAMES[view.getUint8(at + STAGE)];
    if (stage === undefined) continue;
    const us = (index: number): number =>
      withoutNoise(view.getFloat32(at + PERCENTILES + 4 * index, true));
    found.push({
      stage,
      count: uint64At(view, at),
      p50Us: us(0),
      p90Us: us(1),
      p99Us: us(2),
      p999Us: us(3),
      maxUs: us(4),
    });
  }
  return found;
}

/** The report of a frame at `at`. Integers beyond 2^53 come as NaN. */
export function decodeLatencyReport(view: DataView, at: number): LatencyFigures {
  table.bind(view, at);
  return {
    sentNs: table.uint64(SENT),
    intervalNs: table.uint64(INTERVAL),
    subscribedNs: table.uint64(SUBSCRIBED),
    stages: stages(),
    ledger: {
      generated: table.uint64(LEDGER),
      sent: table.uint64(LEDGER + 1),
      droppedSlow: table.uint64(LEDGER + 2),
      droppedWaiting: table.uint64(LEDGER + 3),
      merged: table.uint64(LEDGER + 4),
      images: table.uint64(LEDGER + 5),
      dropsToImage: table.uint64(LEDGER + 6),
      frames: table.uint64(LEDGER + 7),
      bytes: table.uint64(LEDGER + 8),
    },
    backlog: {
      bytes: table.uint64(BACKLOG),
      ageNs: table.uint64(BACKLOG + 1),
      bytesMax: table.uint64(BACKLOG + 2),
      ageNsMax: table.uint64(BACKLOG + 3),
    },
  };
}
