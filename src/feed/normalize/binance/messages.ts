/**
 * The shapes of Binance's messages: from parsed JSON to typed fields, or why not. Numbers stay text;
 * ids must be safe integers, because JSON.parse has rounded the others already. The slow path.
 */
import { isFields, isText, isUpdateId, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { BinanceMarket } from './market.js';
import type { DiffIds } from './sync-rule.js';

/** The message inside the combined-stream envelope, or the message itself. */
export interface Unwrapped {
  /** Name of the stream; empty where the connection carries raw messages. */
  readonly stream: string;
  readonly fields: Fields;
}

export interface TopMessage {
  readonly symbol: string;
  readonly updateId: number;
  readonly bidPrice: string;
  readonly bidQuantity: string;
  readonly askPrice: string;
  readonly askQuantity: string;
}

export interface TradeMessage {
  readonly symbol: string;
  readonly id: number;
  readonly price: string;
  readonly quantity: string;
  /** True: the resting order was the buyer's, the seller took liquidity. */
  readonly buyerIsMaker: boolean;
  readonly time: unknown;
}

export type HotType = 'depthUpdate' | 'bookTicker' | 'trade' | 'aggTrade';
export type MessageType = HotType | 'other';

export function unwrap(parsed: unknown): Unwrapped | RefusalReason {
  if (parsed === undefined) return 'malformed-json';
  if (!isFields(parsed)) return 'wrong-type';
  const { stream, data } = parsed;
  if (!isText(stream)) return { stream: '', fields: parsed };
  return isFields(data) ? { stream, fields: data } : 'wrong-type';
}

export function typeOf({ stream, fields }: Unwrapped): MessageType {
  switch (fields['e']) {
    case 'depthUpdate':
    case 'trade':
    case 'aggTrade':
    case 'bookTicker':
      return fields['e'];
    case undefined:
      // A spot bookTicker has no "e".
      return stream.endsWith('@bookTicker') || stream === '!bookTicker' || hasTop(fields)
        ? 'bookTicker'
        : 'other';
    default:
      return 'other';
  }
}

const hasTop = (fields: Fields): boolean =>
  's' in fields && 'u' in fields && 'B' in fields && 'A' in fields;

/** Fills `ids`. @returns why not. */
export function readDiff(
  fields: Fields,
  rule: BinanceMarket['rule'],
  ids: DiffIds,
): RefusalReason | undefined {
  const { U, u, pu, E } = fields;
  if (!isUpdateId(U) || !isUpdateId(u) || U > u) return 'bad-id';
  const previousId = rule === 'spot' ? U - 1 : pu;
  if (rule === 'futures' && (!isUpdateId(pu) || pu > u)) return 'bad-id';
  ids.firstId = U;
  ids.lastId = u;
  ids.previousId = previousId as number;
  ids.eventTime = typeof E === 'number' ? E : NaN;
  return undefined;
}

export function readTop(fields: Fields): TopMessage | RefusalReason {
  const { s, u, b, B, a, A } = fields;
  if (!isText(s) || !isText(b) || !isText(B) || !isText(a) || !isText(A)) return 'wrong-type';
  if (!isUpdateId(u)) return 'bad-id';
  return { symbol: s, updateId: u, bidPrice: b, bidQuantity: B, askPrice: a, askQuantity: A };
}

export function readTrade(
  type: 'trade' | 'aggTrade',
  fields: Fields,
): TradeMessage | RefusalReason {
  const { s, p, q, m, T } = fields;
  const id = type === 'trade' ? fields['t'] : fields['a'];
  if (!isText(s) || !isText(p) || !isText(q) || typeof m !== 'boolean') return 'wrong-type';
  if (!isUpdateId(id)) return 'bad-id';
  return { symbol: s, id, price: p, quantity: q, buyerIsMaker: m, time: T };
}

/** lastUpdateId of a REST depth answer. */
export function readSnapshotId(answer: unknown): number | RefusalReason {
  if (!isFields(answer)) return 'wrong-type';
  if (!('lastUpdateId' in answer)) return 'http-error';
  return isUpdateId(answer['lastUpdateId']) ? answer['lastUpdateId'] : 'bad-id';
}
