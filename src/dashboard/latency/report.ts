/**
 * What `GET /latency` tells: intervals with the percentiles of every stage, the heat map's counts and
 * the causes of a tail. Owns the reading of it; must never invent a value. Runs everywhere.
 */
import { CAUSES, isCause, type Cause } from './cause.js';
import { amountAt, arrayAt, objectAt, ReportError, textAt, truthAt } from './checked-fields.js';
import { STAGE_NAMES, type StageName } from '../../market/stage.js';
import { FIGURE_KEYS, type StageFigures } from './stage.js';

export interface Tail {
  /** Frames over the budget. */
  readonly frames: number;
  readonly worstUs: number;
  /** Of most of the frames. */
  readonly cause: Cause;
  /** Of the frames over the budget, 0 … 1; causes without any are left out. */
  readonly shares: Readonly<Partial<Record<Cause, number>>>;
  readonly evidence: string;
}

export interface LatencyInterval {
  /** Wall time of the server. */
  readonly endMs: number;
  readonly stages: Readonly<Record<StageName, StageFigures>>;
  /** What the platform itself did to a thread that only sleeps. */
  readonly hiccup: StageFigures;
  /** Messages by their latency from received to sent; row i ends at edgesUs[i], the last is open. */
  readonly heat: readonly number[];
  /** Null within the budget. */
  readonly tail: Tail | null;
}

export interface SlowReader {
  readonly client: string;
  /** Wall time of the server. */
  readonly sinceMs: number;
  readonly backlogBytes: number;
}

export interface LatencyReport {
  /** False where the server was told to record nothing: there will never be an interval. */
  readonly recorded: boolean;
  readonly intervalMs: number;
  readonly budgetUs: number;
  /** Upper edges of the heat map's rows, ascending; the last row is open. */
  readonly edgesUs: readonly number[];
  /** Oldest first. */
  readonly intervals: readonly LatencyInterval[];
  readonly slowReaders: readonly SlowReader[];
  /** Of all frames over the budget since the server's start. */
  readonly unexplainedRatio: number;
}

const NOTHING_MEASURED: StageFigures = {
  count: 0,
  p50Us: NaN,
  p90Us: NaN,
  p99Us: NaN,
  p999Us: NaN,
  maxUs: NaN,
};

function figuresAt(value: unknown, path: string): StageFigures {
  const fields = objectAt(value, path, ['count', ...FIGURE_KEYS]);
  const count = amountAt(fields['count'], `${path}.count`);
  // What percentiles of nothing are, is nobody's business.
  if (count === 0) return NOTHING_MEASURED;
  const [p50Us, p90Us, p99Us, p999Us, maxUs] = FIGURE_KEYS.map((key) =>
    amountAt(fields[key], `${path}.${key}`),
  );
  return { count, p50Us: p50Us!, p90Us: p90Us!, p99Us: p99Us!, p999Us: p999Us!, maxUs: maxUs! };
}

function causeAt(value: unknown, path: string): Cause {
  if (isCause(value)) return value;
  throw new ReportError(`${path} should be one of ${CAUSES.join(', ')}, not ${String(value)}`);
}

function sharesAt(value: unknown, path: string): Tail['shares'] {
  const shares: Partial<Record<Cause, number>> = {};
  const words = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  const fields = objectAt(value, path, words);
  for (const word of words) shares[causeAt(word, path)] = amountAt(fields[word], `${path}.${word}`);
  return shares;
}

function tailAt(value: unknown, path: string): Tail | null {
  if (value === null) return null;
  const fields = objectAt(value, path, ['frames', 'worstUs', 'cause', 'shares', 'evidence']);
  return {
    frames: amountAt(fields['frames'], `${path}.frames`),
    worstUs: amountAt(fields['worstUs'], `${path}.worstUs`),
    cause: causeAt(fields['cause'], `${path}.cause`),
    shares: sharesAt(fields['shares'], `${path}.shares`),
    evidence: textAt(fields['evidence'], `${path}.evidence`),
  };
}

function intervalAt(value: unknown, path: string, rowCount: number): LatencyInterval {
  const fields = objectAt(value, path, ['endMs', 'stages', 'hiccup', 'heat', 'tail']);
  const ofStage = objectAt(fields['stages'], `${path}.stages`, STAGE_NAMES);
  const [committed, applied, framed, sent, whole] = STAGE_NAMES.map((stage) =>
    figuresAt(ofStage[stage], `${path}.stages.${stage}`),
  );
  const heat = arrayAt(fields['heat'], `${path}.heat`).map((count, row) =>
    amountAt(count, `${path}.heat[${row}]`),
  );
  if (heat.length !== rowCount) {
    throw new ReportError(`${path}.heat should have ${rowCount} rows, not ${heat.length}`);
  }
  return {
    endMs: amountAt(fields['endMs'], `${path}.endMs`),
    stages: {
      received_to_committed: committed!,
      committed_to_applied: applied!,
      applied_to_framed: framed!,
      framed_to_sent: sent!,
      received_to_sent: whole!,
    },
    hiccup: figuresAt(fields['hiccup'], `${path}.hiccup`),
    heat,
    tail: tailAt(fields['tail'], `${path}.tail`),
  };
}

function slowReaderAt(value: unknown, path: string): SlowReader {
  const fields = objectAt(value, path, ['client', 'sinceMs', 'backlogBytes']);
  return {
    client: textAt(fields['client'], `${path}.client`),
    sinceMs: amountAt(fields['sinceMs'], `${path}.sinceMs`),
    backlogBytes: amountAt(fields['backlogBytes'], `${path}.backlogBytes`),
  };
}

function edgesAt(value: unknown, path: string): number[] {
  const edges = arrayAt(value, path).map((edge, row) => amountAt(edge, `${path}[${row}]`));
  if (edges.length === 0 || edges.some((edge, row) => row > 0 && edge <= edges[row - 1]!)) {
    throw new ReportError(`${path} should be ascending numbers`);
  }
  return edges;
}

/**
 * @param json the answer's parsed body.
 * @throws ReportError naming the field that is not as agreed.
 */
export function readReport(json: unknown): LatencyReport {
  const fields = objectAt(json, 'latency', [
    'recorded',
    'intervalMs',
    'budgetUs',
    'stages',
    'edgesUs',
    'intervals',
    'slowReaders',
    'unexplainedRatio',
  ]);
  const stages = arrayAt(fields['stages'], 'stages').join();
  if (stages !== STAGE_NAMES.join()) {
    throw new ReportError(`stages should be ${STAGE_NAMES.join()}, not ${stages || 'nothing'}`);
  }
  const edgesUs = edgesAt(fields['edgesUs'], 'edgesUs');
  return {
    recorded: truthAt(fields['recorded'], 'recorded'),
    intervalMs: amountAt(fields['intervalMs'], 'intervalMs'),
    budgetUs: amountAt(fields['budgetUs'], 'budgetUs'),
    edgesUs,
    intervals: arrayAt(fields['intervals'], 'intervals').map((each, i) =>
      intervalAt(each, `intervals[${i}]`, edgesUs.length),
    ),
    slowReaders: arrayAt(fields['slowReaders'], 'slowReaders').map((each, i) =>
      slowReaderAt(each, `slowReaders[${i}]`),
    ),
    unexplainedRatio: amountAt(fields['unexplainedRatio'], 'unexplainedRatio'),
  };
}
