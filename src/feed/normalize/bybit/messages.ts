/**
 * The shapes of Bybit v5 public messages: from parsed JSON to typed fields, or why not. Numbers stay
 * text; ids must be safe integers, because JSON.parse has rounded the others already.
 */
import { isFields, isText, isUpdateId, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';

export interface BookTopic {
  readonly kind: 'orderbook';
  readonly depth: number;
  readonly symbol: string;
}

export interface TradeTopic {
  readonly kind: 'publicTrade';
  readonly symbol: string;
}

/** Where a book message stands in the sequence. */
export interface BookPlace {
  readonly isSnapshot: boolean;
  readonly updateId: number;
  /** 0 where the venue does not say. */
  readonly crossSequence: number;
  /** When the matching engine made it, else when it was sent; ms. */
  readonly time: unknown;
}

export interface BookMessage extends BookPlace {
  readonly bids: unknown;
  readonly asks: unknown;
}

export interface TradeMessage {
  readonly idText: string;
  readonly price: string;
  readonly quantity: string;
  readonly isBuy: boolean;
  readonly time: unknown;
}

/** What the venue says to a request of ours. */
export interface Answer {
  readonly isSuccess: boolean;
  readonly requestId: string;
  readonly text: string;
}

const BOOK_TOPIC = /^orderbook\.(\d{1,5})\.(.+)$/;
const TRADE_TOPIC = 'publicTrade.';

/** @returns undefined for a topic that is not used here. */
export function readTopic(topic: string): BookTopic | TradeTopic | undefined {
  const book = BOOK_TOPIC.exec(topic);
  if (book !== null) return { kind: 'orderbook', depth: Number(book[1]), symbol: book[2]! };
  if (!topic.startsWith(TRADE_TOPIC)) return undefined;
  return { kind: 'publicTrade', symbol: topic.slice(TRADE_TOPIC.length) };
}

export function readBook(message: Fields, symbol: string): BookMessage | RefusalReason {
  const { type, data, ts, cts } = message;
  if (type !== 'snapshot' && type !== 'delta') return 'wrong-type';
  if (!isFields(data) || data['s'] !== symbol) return 'wrong-type';
  const { u, seq, b, a } = data;
  if (!isUpdateId(u)) return 'bad-id';
  if (seq !== undefined && !isUpdateId(seq)) return 'bad-id';
  return {
    isSnapshot: type === 'snapshot',
    updateId: u,
    crossSequence: seq ?? 0,
    time: cts ?? ts,
    bids: b,
    asks: a,
  };
}

/** The trades of a message; the whole message or nothing. */
export function readTrades(data: unknown, symbol: string): TradeMessage[] | RefusalReason {
  if (!Array.isArray(data)) return 'wrong-type';
  const trades: TradeMessage[] = [];
  for (const entry of data as unknown[]) {
    if (!isFields(entry) || entry['s'] !== symbol) return 'wrong-type';
    const { i, p, v, S, T } = entry;
    if (!isText(i) || !isText(p) || !isText(v)) return 'wrong-type';
    if (S !== 'Buy' && S !== 'Sell') return 'wrong-type';
    trades.push({ idText: i, price: p, quantity: v, isBuy: S === 'Buy', time: T });
  }
  return trades;
}

/** Answers have `op`, and `success` where they can fail. */
export function readAnswer({ op, success, ret_msg, req_id }: Fields): Answer | undefined {
  if (!isText(op)) return undefined;
  return {
    isSuccess: success !== false,
    requestId: isText(req_id) ? req_id : '',
    text: isText(ret_msg) ? ret_msg : '',
  };
}
