/** What `GET /latency` may answer, made from a seed: the same seed is the same report. */
import { STAGE_NAMES } from '../../../src/market/stage.js';

export interface SampleOptions {
  readonly intervalCount: number;
  readonly endMs: number;
  readonly seed?: number;
  readonly intervalMs?: number;
  /** Every so many intervals one is over the budget; 0: none is. */
  readonly tailEvery?: number;
}

const ROWS_PER_DECADE = 8;
const ROW_COUNT = 41;
const BUDGET_US = 5_000;
/** Of received → sent, in the order of the stages. */
const STAGE_SHARE = [0.2, 0.3, 0.03, 0.5, 1];
const CAUSE_WORDS = ['gc', 'hiccup', 'pause', 'burst', 'slow_reader', 'unexplained'];
const EVIDENCE = [
  'lane 0: major GC of 12.3 ms',
  'control thread overslept 9.8 ms; gateway 0 ready without a core for 7.1 ms',
  'lane 0 did not turn for 50.2 ms',
  'event ring of feed 0 61 % full; longest busy turn of lane 0 6.2 ms',
  'client 17: 1.2 MiB unsent for 340 ms',
  'nothing that is measured overlapped',
];

/** Mulberry32: 0 … 1. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** 10 µs … 1 s, eight a decade, and one open row above. */
export const sampleEdgesUs = Array.from({ length: ROW_COUNT }, (_, row) =>
  Number((10 * 10 ** (row / ROWS_PER_DECADE)).toPrecision(6)),
);

const figures = (count: number, p50Us: number, maxUs: number) => ({
  count,
  p50Us,
  p90Us: Math.min(p50Us * 2.5, maxUs),
  p99Us: Math.min(p50Us * 6, maxUs),
  p999Us: Math.max(Math.min(p50Us * 9, maxUs), maxUs * 0.7),
  maxUs,
});

function heatOf(count: number, p50Us: number, maxUs: number): number[] {
  const heat = sampleEdgesUs.map(() => 0);
  const centre = Math.log10(p50Us);
  const last = Math.log10(maxUs);
  sampleEdgesUs.forEach((edge, row) => {
    const distance = (Math.log10(edge) - centre) * (Math.log10(edge) > centre ? 1.6 : 3);
    if (Math.log10(edge) <= last)
      heat[row] = Math.floor((count / 4) * Math.exp(-(distance ** 2) * 2));
  });
  const worst = sampleEdgesUs.findIndex((edge) => maxUs <= edge);
  heat[worst < 0 ? ROW_COUNT - 1 : worst]! += 1;
  return heat;
}

function tailOf(random: () => number, worstUs: number) {
  const main = Math.floor(random() * CAUSE_WORDS.length);
  const share = Math.round((0.6 + random() * 0.4) * 100) / 100;
  const cause = CAUSE_WORDS[main]!;
  const rest = cause === 'unexplained' ? 'burst' : 'unexplained';
  return {
    frames: 1 + Math.floor(random() * 400),
    worstUs,
    cause,
    shares: share === 1 ? { [cause]: 1 } : { [cause]: share, [rest]: 1 - share },
    evidence: EVIDENCE[main]!,
  };
}

/** JSON of the shape that docs/operations.md describes. */
export function sampleReport(options: SampleOptions) {
  const { intervalCount, endMs, seed = 1, intervalMs = 1_000, tailEvery = 25 } = options;
  const intervals = Array.from({ length: intervalCount }, (_, i) => {
    const at = endMs - (intervalCount - 1 - i) * intervalMs;
    // By its time: an interval is the same in every report that tells it.
    const tick = Math.round(at / intervalMs);
    const random = randomOf(seed + tick);
    const isOver = tailEvery > 0 && tick % tailEvery === 0;
    const count = 3_000 + Math.floor(random() * 1_500);
    const p50Us = 180 + random() * 60;
    const maxUs = isOver ? 12_000 + random() * 60_000 : 1_500 + random() * 1_500;
    const stages = Object.fromEntries(
      STAGE_NAMES.map((stage, k) => [
        stage,
        figures(count, p50Us * STAGE_SHARE[k]!, maxUs * (k === 3 || k === 4 ? 1 : STAGE_SHARE[k]!)),
      ]),
    );
    return {
      endMs: at,
      stages,
      hiccup: figures(900, 60, isOver ? maxUs * 0.5 : 300 + random() * 800),
      heat: heatOf(count, p50Us, maxUs),
      tail: isOver ? tailOf(random, maxUs) : null,
    };
  });
  return {
    intervalMs,
    recorded: true,
    budgetUs: BUDGET_US,
    stages: [...STAGE_NAMES],
    edgesUs: sampleEdgesUs,
    intervals,
    slowReaders: [{ client: '17', sinceMs: endMs - 340, backlogBytes: 1_258_291 }],
    unexplainedRatio: 0.03,
  };
}
