/**
 * The shapes of Deribit's JSON-RPC messages: from parsed JSON, whose numbers keep their text, to typed
 * fields, or why not.
 */
import { JsonNumber } from '../parts/exact-json.js';
import { isFields, isText, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';

export type Message =
  | { readonly kind: 'notification'; readonly channel: string; readonly data: unknown }
  | { readonly kind: 'heartbeat'; readonly isTestRequest: boolean }
  | { readonly kind: 'result'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly code: string; readonly text: string }
  | { readonly kind: 'other' };

/** What a book's message says beside its levels. */
export interface BookHead {
  readonly isImage: boolean;
  readonly changeId: number;
  /** Of a change; -1 in a whole book. */
  readonly previousId: number;
  readonly time: number;
}

export interface BookMessage extends BookHead {
  readonly symbol: string;
  readonly bids: unknown;
  readonly asks: unknown;
}

export interface TradeMessage {
  readonly symbol: string;
  readonly id: number;
  readonly price: string;
  readonly amount: string;
  readonly buyerIsTaker: boolean;
  readonly time: number;
}

/** public/get_order_book: the top of the book at one change_id. */
export interface OrderBookAnswer {
  readonly symbol: string;
  readonly changeId: number;
  readonly bid: readonly [price: string, amount: string];
  readonly ask: readonly [price: string, amount: string];
}

const NO_ORDER: readonly [string, string] = ['0', '0'];

const idOf = (value: unknown): number => (value instanceof JsonNumber ? value.id : NaN);
const textOfNumber = (value: unknown): string => (value instanceof JsonNumber ? value.text : '');

export function unwrap(parsed: unknown): Message | RefusalReason {
  if (parsed === undefined) return 'malformed-json';
  if (!isFields(parsed) || parsed instanceof JsonNumber) return 'wrong-type';
  const { method, params, result, error } = parsed;
  if (method === 'subscription') {
    if (!isFields(params) || !isText(params['channel'])) return 'wrong-type';
    return { kind: 'notification', channel: params['channel'], data: params['data'] };
  }
  if (method === 'heartbeat') {
    return {
      kind: 'heartbeat',
      isTestRequest: isFields(params) && params['type'] === 'test_request',
    };
  }
  const id = idOf(parsed['id']);
  if (isFields(error)) {
    const text = isText(error['message']) ? error['message'] : 'no message';
    return { kind: 'error', id, code: textOfNumber(error['code']), text };
  }
  if ('result' in parsed) return { kind: 'result', id, result };
  return { kind: 'other' };
}

export function readBook(data: unknown): BookMessage | RefusalReason {
  if (!isFields(data)) return 'wrong-type';
  const { type, instrument_name: symbol, bids, asks } = data;
  if (!isText(symbol)) return 'wrong-type';
  const changeId = idOf(data['change_id']);
  if (Number.isNaN(changeId)) return 'bad-id';
  const hasPrevious = 'prev_change_id' in data;
  // Only the first notification has none, whatever its type says.
  const isImage = type === 'snapshot';
  if (type !== 'change' && !isImage) return 'wrong-type';
  if (isImage === hasPrevious) return 'bad-id';
  const previousId = hasPrevious ? idOf(data['prev_change_id']) : -1;
  if (Number.isNaN(previousId) || previousId >= changeId) return 'bad-id';
  return { symbol, isImage, changeId, previousId, time: idOf(data['timestamp']), bids, asks };
}

export function readTrade(data: unknown): TradeMessage | RefusalReason {
  if (!isFields(data)) return 'wrong-type';
  const { instrument_name: symbol, price, amount, direction } = data;
  if (!isText(symbol) || !(price instanceof JsonNumber) || !(amount instanceof JsonNumber)) {
    return 'wrong-type';
  }
  if (direction !== 'buy' && direction !== 'sell') return 'wrong-type';
  const id = tradeIdOf(data['trade_id']);
  if (Number.isNaN(id)) return 'bad-id';
  return {
    symbol,
    id,
    price: price.text,
    amount: amount.text,
    buyerIsTaker: direction === 'buy',
    time: idOf(data['timestamp']),
  };
}

/** `48079289` or `ETH-34066065`: the number is unique within the currency. */
function tradeIdOf(value: unknown): number {
  const digits = isText(value) ? /^(?:[A-Z0-9_]+-)?(\d+)$/.exec(value)?.[1] : undefined;
  const id = Number(digits);
  return Number.isSafeInteger(id) ? id : NaN;
}

export function readOrderBook(result: unknown): OrderBookAnswer | RefusalReason {
  if (!isFields(result) || !isText(result['instrument_name'])) return 'wrong-type';
  const changeId = idOf(result['change_id']);
  if (Number.isNaN(changeId)) return 'bad-id';
  const bid = bestOf(result['bids']);
  const ask = bestOf(result['asks']);
  if (bid === undefined || ask === undefined) return 'wrong-type';
  return { symbol: result['instrument_name'], changeId, bid, ask };
}

function bestOf(rows: unknown): readonly [string, string] | undefined {
  if (!Array.isArray(rows)) return undefined;
  if (rows.length === 0) return NO_ORDER;
  const row: unknown = rows[0];
  if (!Array.isArray(row)) return undefined;
  const [price, amount] = row as unknown[];
  if (!(price instanceof JsonNumber) || !(amount instanceof JsonNumber)) return undefined;
  return [price.text, amount.text];
}

/** instrument.state.{kind}.{currency}: an instrument begins, halts or ends. */
export function readInstrumentState(
  data: unknown,
): { symbol: string; state: string } | RefusalReason {
  if (!isFields(data) || !isText(data['instrument_name']) || !isText(data['state'])) {
    return 'wrong-type';
  }
  return { symbol: data['instrument_name'], state: data['state'] };
}

/** platform_state: one price index, or all of the platform (index empty), is locked or open again. */
export function readPlatformState(
  data: unknown,
): { index: string; isLocked: boolean } | RefusalReason {
  if (!isFields(data)) return 'wrong-type';
  const { price_index: index, locked, maintenance } = data as Fields;
  if (isText(index) && typeof locked === 'boolean') return { index, isLocked: locked };
  if (typeof maintenance === 'boolean') return { index: '', isLocked: maintenance };
  return 'wrong-type';
}
