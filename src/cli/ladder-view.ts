/** One instrument as a ladder of text. Owns the layout; draws nothing itself. Cold. */
import type { Level, StreamReplica } from '../client/index.js';
import { formatScaled } from '../market/decimal.js';

export interface LadderFacts {
  readonly stream: StreamReplica;
  readonly depth: number;
  /** Lines for below the ladder. */
  readonly latency: readonly string[];
  readonly connection: string;
}

export interface LadderStyle {
  bid(text: string): string;
  ask(text: string): string;
  dim(text: string): string;
  state(text: string): string;
}

const color =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string): string => text;

export const COLORED: LadderStyle = {
  bid: color(32),
  ask: color(31),
  dim: color(2),
  state: (text) => color(text === 'LIVE' ? 32 : 33)(text),
};
export const PLAIN: LadderStyle = { bid: plain, ask: plain, dim: plain, state: plain };

const BAR_CELLS = 20;

/**
 * The server's word on the book counts only while the replica is the server's book: otherwise what
 * is wrong comes first, and the state is the last one known.
 */
export function stateText(stream: Pick<StreamReplica, 'state' | 'sync'>): string {
  if (stream.sync === 'in-sync') return stream.state;
  return `${stream.sync.toUpperCase().replaceAll('-', ' ')} (was ${stream.state})`;
}

// Control sequences are matched on purpose: they take no column.
const CELL_PATTERN = new RegExp(String.raw`\u001b\[[\d;]*m|.`, 'gsu');
const RESET = '\u001b[0m';

/** The first `columns` characters; colors take none and are ended where the line is cut. */
export function clipLine(line: string, columns: number): string {
  const cells = line.match(CELL_PATTERN) ?? [];
  let shown = '';
  let width = 0;
  let isColored = false;
  for (const cell of cells) {
    const isColor = cell.length > 1 && cell.startsWith('\u001b');
    if (!isColor && ++width > columns) return isColored ? `${shown}${RESET}` : shown;
    if (isColor) isColored = cell !== RESET;
    shown += cell;
  }
  return shown;
}

/** Asks above, best in the middle, bids below; the bar is the share of the largest level shown. */
export function ladderLines(facts: LadderFacts, style: LadderStyle): string[] {
  const { stream, depth } = facts;
  const asks = stream.book?.askLevels(depth) ?? [];
  const bids = stream.book?.bidLevels(depth) ?? [];
  const levels = [...asks, ...bids];
  const largest = Math.max(1, ...levels.map((level) => level.lots));
  const priceWidth = Math.max(5, ...levels.map((level) => level.price.length));
  const quantityWidth = Math.max(8, ...levels.map((level) => level.quantity.length));
  const line = (level: Level, paint: (text: string) => string): string => {
    const bar = '█'.repeat(Math.round((level.lots / largest) * BAR_CELLS));
    const orders = level.orderCount > 0 ? String(level.orderCount).padStart(5) : ' '.repeat(5);
    const depth = level.verified ? '' : style.dim('  beyond the verified depth');
    return `  ${paint(level.price.padStart(priceWidth))}  ${level.quantity.padStart(quantityWidth)} ${style.dim(orders)}  ${paint(bar)}${depth}`;
  };
  const reason = stream.reason === 'none' ? '' : ` (${stream.reason})`;
  const sequence = stream.sourceSequence < 0 ? '' : `  venue seq ${stream.sourceSequence}`;
  return [
    `${stream.name}  ${style.state(stateText(stream))}${reason}  seq ${stream.seq}${sequence}`,
    '',
    ...asks.map((level) => line(level, style.ask)).reverse(),
    style.dim(`  ${spreadText(stream, priceWidth)}`),
    ...bids.map((level) => line(level, style.bid)),
    '',
    ...facts.latency.map(style.dim),
    style.dim(facts.connection),
  ];
}

function spreadText(stream: StreamReplica, width: number): string {
  const bid = stream.book?.bestBid;
  const ask = stream.book?.bestAsk;
  if (bid === undefined || ask === undefined) return '-'.repeat(width);
  const spread = formatScaled(ask.ticks - bid.ticks, stream.instrument?.priceScale ?? 0);
  return `${'-'.repeat(width)}  spread ${spread}`;
}

/** One line for a pipe. */
export function updateLine(stream: StreamReplica): string {
  const side = (level: Level | undefined): string =>
    level === undefined ? '-' : `${level.price} x ${level.quantity}`;
  const { bestBid, bestAsk } = stream.book ?? {};
  return `${stream.name} ${stateText(stream)} seq ${stream.seq} bid ${side(bestBid)} ask ${side(bestAsk)}`;
}

/** The shape of `bookcast books --json`. */
export function bookJson(stream: StreamReplica, depth: number): string {
  const pairs = (levels: readonly Level[]): [string, string][] =>
    levels.map((level) => [level.price, level.quantity]);
  return JSON.stringify({
    venue: stream.venue,
    symbol: stream.symbol,
    state: stream.state,
    seq: stream.sourceSequence < 0 ? null : stream.sourceSequence,
    bids: pairs(stream.book?.bidLevels(depth) ?? []),
    asks: pairs(stream.book?.askLevels(depth) ?? []),
  });
}
