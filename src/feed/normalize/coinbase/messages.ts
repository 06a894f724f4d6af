/**
 * The shapes of Coinbase Advanced Trade messages: from parsed JSON to typed fields, or why not. Numbers
 * stay text; ids must be safe integers, because JSON.parse has rounded the others already.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import { isFields, isText, isUpdateId, type Fields } from '../parts/json.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { RefusalReason } from '../parts/refusals.js';

/** Channels that we use; any other is ignored but for its sequence. */
export const CHANNELS = [
  'l2_data',
  'market_trades',
  'heartbeats',
  'status',
  'subscriptions',
] as const;
export type Channel = (typeof CHANNELS)[number] | 'other';

export interface Envelope {
  readonly channel: Channel;
  readonly sequence: number;
  readonly timestamp: unknown;
  readonly events: readonly unknown[];
}

export interface TradeMessage {
  readonly symbol: string;
  readonly id: number;
  readonly price: string;
  readonly size: string;
  /** Of the order that rested. */
  readonly makerSide: Side;
  readonly time: unknown;
}

const ID = /^\d{1,16}$/;

export function readEnvelope(fields: Fields): Envelope | RefusalReason {
  const { channel, sequence_num, timestamp, events } = fields;
  if (!isText(channel)) return 'wrong-type';
  if (!isUpdateId(sequence_num)) return 'bad-id';
  if (!Array.isArray(events)) return 'wrong-type';
  const known = (CHANNELS as readonly string[]).includes(channel) ? (channel as Channel) : 'other';
  return { channel: known, sequence: sequence_num, timestamp, events };
}

/** Whether a sequence can be read from a message that is otherwise not as it should be. */
export const sequenceOf = (fields: Fields): number =>
  isUpdateId(fields['sequence_num']) ? fields['sequence_num'] : NaN;

/** `[{"side":"bid","price_level":…,"new_quantity":…}, …]`. @returns why the event is refused. */
export function loadUpdates(
  batch: LevelBatch,
  updates: unknown,
  { priceScale, quantityScale }: SymbolScales,
): RefusalReason | undefined {
  batch.clear();
  if (!Array.isArray(updates)) return 'wrong-type';
  for (let i = 0; i < updates.length; i++) {
    const update: unknown = updates[i];
    if (!isFields(update)) return 'wrong-type';
    const { side, price_level, new_quantity } = update;
    if (side !== 'bid' && side !== 'offer') return 'wrong-type';
    const bookSide = side === 'bid' ? BID : ASK;
    const refusal = batch.addText(bookSide, price_level, new_quantity, priceScale, quantityScale);
    if (refusal) return refusal;
  }
  return undefined;
}

export function readTrade(trade: unknown): TradeMessage | RefusalReason {
  if (!isFields(trade)) return 'wrong-type';
  const { product_id, trade_id, price, size, side, time } = trade;
  if (!isText(product_id) || !isText(price) || !isText(size)) return 'wrong-type';
  if (side !== 'BUY' && side !== 'SELL') return 'wrong-type';
  const id = isText(trade_id) && ID.test(trade_id) ? Number(trade_id) : NaN;
  if (!isUpdateId(id)) return 'bad-id';
  return { symbol: product_id, id, price, size, makerSide: side === 'BUY' ? BID : ASK, time };
}
