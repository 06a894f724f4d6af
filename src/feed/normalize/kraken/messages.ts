/**
 * The shapes of Kraken's WebSocket v2 messages: from parsed JSON, in which numbers are still texts, to typed
 * fields, or why not. Levels and orders stay as they came; the symbol's book reads them with its scales.
 */
import { JsonNumber } from '../parts/exact-json.js';
import { isFields, isText, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';

/** One symbol's part of a book message. */
export interface BookEntry {
  readonly symbol: string;
  readonly bids: readonly unknown[];
  readonly asks: readonly unknown[];
  /** Of the whole book after it; undefined where the venue sends none (snapshots of v1). */
  readonly checksum: number | undefined;
  readonly time: string | undefined;
}

export interface TradeEntry {
  readonly symbol: string;
  readonly isBuy: boolean;
  readonly price: string;
  readonly quantity: string;
  /** Sequential per symbol; 0 where the venue gives none (v1). */
  readonly id: number;
  readonly time: string | undefined;
}

export interface Answer {
  readonly kind: 'answer';
  readonly method: string;
  readonly success: boolean;
  readonly error: string;
  /** Empty where the answer is not about one symbol. */
  readonly symbol: string;
  /** NaN where it has none. */
  readonly requestId: number;
}

export type KrakenMessage =
  | {
      readonly kind: 'book' | 'level3';
      readonly isSnapshot: boolean;
      readonly entries: readonly BookEntry[];
      /** Levels a side, where the message says so (v1). */
      readonly depth?: number;
    }
  | { readonly kind: 'trade'; readonly trades: readonly TradeEntry[] }
  | { readonly kind: 'instrument'; readonly pairs: readonly unknown[] }
  | { readonly kind: 'status'; readonly system: string }
  | { readonly kind: 'heartbeat' | 'pong' | 'other' }
  | Answer;

const CHECKSUM_MAX = 0xffffffff;

/** The text of a decimal, bare or in quotes. */
export const decimalOf = (value: unknown): string | undefined =>
  value instanceof JsonNumber ? value.text : isText(value) ? value : undefined;

export const optionalText = (value: unknown): string | undefined =>
  isText(value) ? value : undefined;

export function readMessage(parsed: unknown): KrakenMessage | RefusalReason {
  if (parsed === undefined) return 'malformed-json';
  if (!isFields(parsed)) return 'wrong-type';
  const { channel, method } = parsed;
  if (isText(method)) return method === 'pong' ? { kind: 'pong' } : readAnswer(method, parsed);
  switch (channel) {
    case 'book':
    case 'level3':
      return readBook(channel, parsed);
    case 'trade':
      return readTrades(parsed);
    case 'instrument':
      return readInstruments(parsed);
    case 'status':
      return readStatus(parsed);
    case 'heartbeat':
      return { kind: 'heartbeat' };
    default:
      return isText(channel) ? { kind: 'other' } : 'wrong-type';
  }
}

function readBook(kind: 'book' | 'level3', message: Fields): KrakenMessage | RefusalReason {
  const { type, data } = message;
  if ((type !== 'snapshot' && type !== 'update') || !Array.isArray(data)) return 'wrong-type';
  const entries: BookEntry[] = [];
  for (const part of data as readonly unknown[]) {
    if (!isFields(part)) return 'wrong-type';
    const { symbol, checksum, timestamp } = part;
    // A side without changes may be left out.
    const { bids = [], asks = [] } = part;
    if (!isText(symbol) || !Array.isArray(bids) || !Array.isArray(asks)) return 'wrong-type';
    const sum = checksum instanceof JsonNumber ? checksum.id : NaN;
    if (!(sum <= CHECKSUM_MAX)) return 'bad-checksum';
    entries.push({ symbol, bids, asks, checksum: sum, time: optionalText(timestamp) });
  }
  return { kind, isSnapshot: type === 'snapshot', entries };
}

function readTrades(message: Fields): KrakenMessage | RefusalReason {
  const { data } = message;
  if (!Array.isArray(data)) return 'wrong-type';
  const trades: TradeEntry[] = [];
  for (const part of data as readonly unknown[]) {
    if (!isFields(part)) return 'wrong-type';
    const { symbol, side, trade_id: id, timestamp } = part;
    const price = decimalOf(part['price']);
    const quantity = decimalOf(part['qty']);
    if (!isText(symbol) || price === undefined || quantity === undefined) return 'wrong-type';
    if (side !== 'buy' && side !== 'sell') return 'wrong-type';
    if (!(id instanceof JsonNumber) || Number.isNaN(id.id)) return 'bad-id';
    const time = optionalText(timestamp);
    trades.push({ symbol, isBuy: side === 'buy', price, quantity, id: id.id, time });
  }
  return { kind: 'trade', trades };
}

function readInstruments(message: Fields): KrakenMessage | RefusalReason {
  const { data } = message;
  const pairs = isFields(data) ? data['pairs'] : undefined;
  return Array.isArray(pairs) ? { kind: 'instrument', pairs } : 'wrong-type';
}

function readStatus(message: Fields): KrakenMessage | RefusalReason {
  const { data } = message;
  const first: unknown = Array.isArray(data) ? data[0] : undefined;
  const system = isFields(first) ? first['system'] : undefined;
  return isText(system) ? { kind: 'status', system } : 'wrong-type';
}

function readAnswer(method: string, message: Fields): Answer {
  const { success, error, result, symbol, req_id: id } = message;
  const named = isFields(result) ? result['symbol'] : symbol;
  return {
    kind: 'answer',
    method,
    success: success === true,
    error: isText(error) ? error : '',
    symbol: isText(named) ? named : '',
    requestId: id instanceof JsonNumber ? id.id : NaN,
  };
}
