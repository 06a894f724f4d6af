/**
 * The shapes of Coinbase Exchange messages: from parsed JSON to typed fields, or why not. Numbers stay
 * text; ids must be safe integers, because JSON.parse has rounded the others already.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import { isText, isUpdateId, type Fields } from '../parts/json.js';
import { readIsoTime } from '../parts/iso-time.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import type { RefusalReason } from '../parts/refusals.js';

/** Types that we use; any other may come at any time, says the venue, and is to be ignored. */
export const MESSAGE_TYPES = [
  'snapshot',
  'l2update',
  'ticker',
  'match',
  'last_match',
  'heartbeat',
  'received',
  'open',
  'done',
  'change',
  'status',
  'subscriptions',
  'error',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number] | 'other';

export const typeOf = (fields: Fields): MessageType =>
  (MESSAGE_TYPES as readonly unknown[]).includes(fields['type'])
    ? (fields['type'] as MessageType)
    : 'other';

export interface TradeMessage {
  readonly id: number;
  readonly price: string;
  readonly size: string;
  readonly makerOrder: string;
  /** Of the order that rested. */
  readonly makerSide: Side;
  readonly time: unknown;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

export const isOrderId = (value: unknown): value is string => isText(value) && UUID.test(value);

/** Of a book: `buy` rests as a bid. */
export const sideOf = (value: unknown): Side | undefined =>
  value === 'buy' ? BID : value === 'sell' ? ASK : undefined;

export function readTrade(fields: Fields): TradeMessage | RefusalReason {
  const { trade_id, price, size, side, maker_order_id, time } = fields;
  const makerSide = sideOf(side);
  if (!isText(price) || !isText(size) || makerSide === undefined) return 'wrong-type';
  if (!isUpdateId(trade_id) || !isOrderId(maker_order_id)) return 'bad-id';
  return { id: trade_id, price, size, makerOrder: maker_order_id, makerSide, time };
}

/** `[["buy", price, size], …]` of an l2update. @returns why the message is refused. */
export function loadChanges(
  batch: LevelBatch,
  changes: unknown,
  { priceScale, quantityScale }: SymbolScales,
): RefusalReason | undefined {
  batch.clear();
  if (!Array.isArray(changes)) return 'wrong-type';
  for (let i = 0; i < changes.length; i++) {
    const change: unknown = changes[i];
    if (!Array.isArray(change)) return 'wrong-type';
    const side = sideOf(change[0]);
    if (side === undefined) return 'wrong-type';
    const refusal = batch.addText(side, change[1], change[2], priceScale, quantityScale);
    if (refusal) return refusal;
  }
  return undefined;
}

const parts = new Float64Array(2);

/** Microseconds since 1970 of a message's time; NaN when it is none. */
export function timeUsOf(time: unknown): number {
  if (!isText(time) || !readIsoTime(time, parts)) return NaN;
  return parts[0]! * 1e6 + Math.floor(parts[1]! / 1e3);
}
