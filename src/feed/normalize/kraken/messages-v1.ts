/**
 * The shapes of Kraken's WebSocket v1, which captures may have: arrays with the channel's name and the pair at
 * their end, all decimals in quotes, the checksum (`c`) in updates only. Read into the same fields as v2.
 *
 *   [340,{"as":[["5541.30000","2.50700000","1534614248.123678"],…],"bs":[…]},"book-100","XBT/USD"]
 *   [340,{"a":[…]},{"b":[…],"c":"974942666"},"book-100","XBT/USD"]
 *   [0,[["5541.20000","0.15850568","1534614057.321597","s","l",""],…],"trade","XBT/USD"]
 */
import { isFields, isText, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';
import { optionalText, type BookEntry, type KrakenMessage, type TradeEntry } from './messages.js';

const BOOK_CHANNEL = /^book(?:-(\d+))?$/;
const CHECKSUM = /^\d{1,10}$/;
const CHECKSUM_MAX = 0xffffffff;
/** Levels a side of a channel that does not say so. */
const DEPTH_DEFAULT = 10;

export function readMessageV1(parsed: unknown): KrakenMessage | RefusalReason {
  if (parsed === undefined) return 'malformed-json';
  if (isFields(parsed)) return readEvent(parsed);
  if (!Array.isArray(parsed) || parsed.length < 4) return 'wrong-type';
  const items = parsed as readonly unknown[];
  const symbol = items.at(-1);
  const channel = items.at(-2);
  if (!isText(symbol) || !isText(channel)) return 'wrong-type';
  const book = BOOK_CHANNEL.exec(channel);
  if (book !== null) return readBook(items.slice(1, -2), symbol, Number(book[1] ?? DEPTH_DEFAULT));
  return channel === 'trade' ? readTrades(items[1], symbol) : { kind: 'other' };
}

function readEvent(fields: Fields): KrakenMessage | RefusalReason {
  switch (fields['event']) {
    case 'heartbeat':
      return { kind: 'heartbeat' };
    case 'pong':
      return { kind: 'pong' };
    case 'systemStatus':
      return isText(fields['status']) ? { kind: 'status', system: fields['status'] } : 'wrong-type';
    case 'subscriptionStatus':
      return {
        kind: 'answer',
        method: 'subscribe',
        success: fields['status'] !== 'error',
        error: optionalText(fields['errorMessage']) ?? '',
        symbol: optionalText(fields['pair']) ?? '',
        requestId: NaN,
      };
    default:
      return 'wrong-type';
  }
}

function readBook(
  parts: readonly unknown[],
  symbol: string,
  depth: number,
): KrakenMessage | RefusalReason {
  let isSnapshot = false;
  let checksum: number | undefined;
  const bids: unknown[] = [];
  const asks: unknown[] = [];
  for (const part of parts) {
    if (!isFields(part)) return 'wrong-type';
    isSnapshot ||= 'as' in part || 'bs' in part;
    for (const [key, rows] of Object.entries(part)) {
      if (key === 'c') {
        if (!isText(rows) || !CHECKSUM.test(rows) || Number(rows) > CHECKSUM_MAX)
          return 'bad-checksum';
        checksum = Number(rows);
        continue;
      }
      if (!Array.isArray(rows)) return 'wrong-type';
      (key.startsWith('a') ? asks : bids).push(...(rows as unknown[]));
    }
  }
  if (!isSnapshot && checksum === undefined) return 'bad-checksum';
  const entry: BookEntry = { symbol, bids, asks, checksum, time: undefined };
  return { kind: 'book', isSnapshot, entries: [entry], depth };
}

function readTrades(rows: unknown, symbol: string): KrakenMessage | RefusalReason {
  if (!Array.isArray(rows)) return 'wrong-type';
  const trades: TradeEntry[] = [];
  for (const row of rows as readonly unknown[]) {
    if (!Array.isArray(row)) return 'wrong-type';
    const [price, quantity, , side] = row as readonly unknown[];
    if (!isText(price) || !isText(quantity)) return 'wrong-type';
    if (side !== 'b' && side !== 's') return 'wrong-type';
    trades.push({ symbol, isBuy: side === 'b', price, quantity, id: 0, time: undefined });
  }
  return { kind: 'trade', trades };
}
