/**
 * MarketDataRequest (35=V) → what is wanted, or why not. Owns which requests we can serve, and the 281 of
 * those that we cannot. Sans-I/O, cold.
 */
import type { FieldTable } from '../fix/codec/field-table.js';
import { TAG } from '../fix/tags.js';
import { STREAM_SLOT, type StreamSlot } from '../market/stream.js';
import { readInstrumentGroup, type NamedInstrument } from './instrument-name.js';
import { SIDES, type Sides } from './wording.js';

/** 281 */
export const REJECTION = {
  UNKNOWN_SYMBOL: '0',
  DUPLICATE_ID: '1',
  BANDWIDTH: '2',
  PERMISSION: '3',
  REQUEST_TYPE: '4',
  DEPTH: '5',
  UPDATE_TYPE: '6',
  AGGREGATED: '7',
  ENTRY_TYPE: '8',
} as const;

export interface Refusal {
  /** 281; undefined where none of its values says it. */
  readonly reason: string | undefined;
  /** 58 */
  readonly text: string;
}

export type Mode = 'snapshot' | 'incremental' | 'refresh';

export interface MarketDataRequest {
  readonly id: string;
  readonly mode: Mode;
  /** The stream and the levels of it; undefined: no book is wanted. */
  readonly book: BookWish | undefined;
  readonly wantsTrades: boolean;
  readonly instruments: readonly NamedInstrument[];
}

export interface BookWish {
  readonly slot: StreamSlot;
  /** Levels of a side; Infinity: all that the stream has. */
  readonly depth: number;
  readonly sides: Sides;
}

export interface Unsubscription {
  readonly id: string;
  readonly mode: 'unsubscribe';
}

/** Deeper cuts cost a look at so many levels per update; who wants more takes the full book. */
const DEPTH_MAX = 1_000;

const refusal = (reason: string | undefined, text: string): Refusal => ({ reason, text });

/** @param requestId 262 of the request. */
export function readMarketDataRequest(
  table: FieldTable,
  requestId: string,
): MarketDataRequest | Unsubscription | Refusal {
  const mode = readMode(table);
  if (typeof mode !== 'string') return mode;
  if (mode === 'unsubscribe') return { id: requestId, mode };
  if (table.text(TAG.AggregatedBook) === 'N')
    return refusal(REJECTION.AGGREGATED, 'AggregatedBook (266): only Y, books are by price level');
  const types = readEntryTypes(table);
  if ('text' in types) return types;
  const depth = table.integer(TAG.MarketDepth);
  const book = types.sides === 0 ? undefined : bookWish(depth, types.sides);
  if (book !== undefined && 'text' in book) return book;
  if (book === undefined && mode !== 'incremental')
    return refusal(REJECTION.ENTRY_TYPE, 'trades (269=2) are told as they happen: 263=1 and 265=1');
  const instruments = readInstrumentGroup(table, TAG.NoRelatedSym);
  if (typeof instruments === 'string') return refusal(REJECTION.UNKNOWN_SYMBOL, instruments);
  return { id: requestId, mode, book, wantsTrades: types.wantsTrades, instruments };
}

function readMode(table: FieldTable): Mode | 'unsubscribe' | Refusal {
  const type = table.text(TAG.SubscriptionRequestType);
  if (type === '0') return 'snapshot';
  if (type === '2') return 'unsubscribe';
  if (type !== '1')
    return refusal(
      REJECTION.REQUEST_TYPE,
      `SubscriptionRequestType (263) ${type ?? 'is missing'}: 0, 1 or 2`,
    );
  const updates = table.text(TAG.MDUpdateType);
  if (updates === '0') return 'refresh';
  if (updates === '1') return 'incremental';
  return refusal(
    REJECTION.UPDATE_TYPE,
    `MDUpdateType (265) ${updates ?? 'is missing'}: 0 or 1 with 263=1`,
  );
}

interface EntryTypes {
  readonly sides: Sides | 0;
  readonly wantsTrades: boolean;
}

function readEntryTypes(table: FieldTable): EntryTypes | Refusal {
  let sides = 0;
  let wantsTrades = false;
  let index = table.find(TAG.MDEntryType);
  if (index < 0)
    return refusal(REJECTION.ENTRY_TYPE, 'NoMDEntryTypes (267): name at least one of 0, 1, 2');
  for (; index >= 0; index = table.find(TAG.MDEntryType, index + 1)) {
    const type = table.textAt(index);
    if (type === '0') sides |= SIDES.BIDS;
    else if (type === '1') sides |= SIDES.OFFERS;
    else if (type === '2') wantsTrades = true;
    else
      return refusal(
        REJECTION.ENTRY_TYPE,
        `MDEntryType (269) ${type}: 0 (bid), 1 (offer) and 2 (trade) are served`,
      );
  }
  return { sides: sides as Sides | 0, wantsTrades };
}

/** The shallowest stream that holds the wanted levels, and the cut through it where it holds more. */
function bookWish(depth: number, sides: Sides): BookWish | Refusal {
  if (depth === 0) return { slot: STREAM_SLOT.BOOK_FULL, depth: Infinity, sides };
  if (!(depth >= 1 && depth <= DEPTH_MAX))
    return refusal(
      REJECTION.DEPTH,
      `MarketDepth (264): 0 for the full book, or 1 to ${DEPTH_MAX} levels`,
    );
  if (depth === 1) return { slot: STREAM_SLOT.BOOK_1, depth: Infinity, sides };
  if (depth <= 10)
    return { slot: STREAM_SLOT.BOOK_10, depth: depth === 10 ? Infinity : depth, sides };
  if (depth <= 50)
    return { slot: STREAM_SLOT.BOOK_50, depth: depth === 50 ? Infinity : depth, sides };
  return { slot: STREAM_SLOT.BOOK_FULL, depth, sides };
}
