/**
 * The shapes of OKX v5 messages: from parsed JSON to typed fields, or why not. Numbers stay text;
 * sequence ids must be safe integers, because JSON.parse has rounded the others already.
 */
import { scaledOf } from '../parts/decimal-text.js';
import { isFields, isText, isUpdateId, type Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';

export type MessageType =
  'books' | 'bbo-tbt' | 'trades' | 'instruments' | 'event' | 'pong' | 'other';

/** What is pushed on a subscribed channel. */
export interface Push {
  readonly type: MessageType;
  /** As the venue names it: several channels are books. */
  readonly channel: string;
  /** Empty where the channel is not of one instrument. */
  readonly symbol: string;
  /** `snapshot` or `update`; undefined where the channel has no such thing. */
  readonly action: unknown;
  readonly data: readonly Fields[];
  /** Of the instruments channel. */
  readonly instrumentType: string;
}

/** Sequence ids of a message from before the venue had them. */
export const NO_SEQUENCE = -1;

/** Where a book message stands in the sequence. */
export interface BookPlace {
  readonly isSnapshot: boolean;
  readonly prevSeqId: number;
  readonly seqId: number;
  /** 0 where the venue does not say. */
  readonly timeMs: number;
}

export interface BookMessage extends BookPlace {
  /** CRC32, signed, of the top 25; 0 is none. */
  readonly checksum: number;
  readonly bids: unknown;
  readonly asks: unknown;
}

export interface TopMessage {
  readonly seqId: number;
  /** Absent where the side is empty. */
  readonly bid: readonly [price: string, quantity: string] | undefined;
  readonly ask: readonly [price: string, quantity: string] | undefined;
}

export interface TradeMessage {
  readonly idText: string;
  readonly price: string;
  readonly quantity: string;
  readonly isBuy: boolean;
  readonly timeMs: number;
}

/** Books with a sequence: we subscribe to the first, a capture may have the others. */
const BOOK_CHANNELS = ['books', 'books-l2-tbt', 'books50-l2-tbt'];
export const TOP_CHANNEL = 'bbo-tbt';
export const TRADE_CHANNEL = 'trades';

/** By these places a byte reader knows them. */
export const CHANNEL_NAMES: readonly string[] = [...BOOK_CHANNELS, TOP_CHANNEL, TRADE_CHANNEL];

const typeOf = (channel: string): MessageType => {
  if (BOOK_CHANNELS.includes(channel)) return 'books';
  return channel === TOP_CHANNEL || channel === TRADE_CHANNEL || channel === 'instruments'
    ? channel
    : 'other';
};

/** Times are milliseconds in text; 0 when it is none. */
function timeOf(text: unknown): number {
  const timeMs = isText(text) ? scaledOf(text, 0) : 0;
  return timeMs >= 0 ? timeMs : 0;
}

/** @returns undefined for a message that is no push: an event. */
export function readPush(fields: Fields): Push | RefusalReason {
  const { arg, action, data } = fields;
  if (!isFields(arg) || !isText(arg['channel'])) return 'wrong-type';
  const { channel, instId, instType } = arg;
  const type = typeOf(channel as string);
  if (!Array.isArray(data) || !data.every(isFields)) return 'wrong-type';
  if (type !== 'instruments' && type !== 'other' && !isText(instId)) return 'wrong-type';
  return {
    type,
    channel: channel as string,
    symbol: isText(instId) ? instId : '',
    action,
    data: data as Fields[],
    instrumentType: isText(instType) ? instType : '',
  };
}

/**
 * Before there were sequence ids, every message had a checksum: without both, a message is in no place.
 */
export function readBook(action: unknown, fields: Fields): BookMessage | RefusalReason {
  const { prevSeqId, seqId, ts, checksum, bids, asks } = fields;
  if (action !== 'snapshot' && action !== 'update') return 'wrong-type';
  const isSnapshot = action === 'snapshot';
  const sum = Number.isInteger(checksum) ? (checksum as number) : 0;
  const message = { isSnapshot, timeMs: timeOf(ts), checksum: sum, bids, asks };
  if (seqId === undefined && prevSeqId === undefined && sum !== 0) {
    return { ...message, prevSeqId: NO_SEQUENCE, seqId: NO_SEQUENCE };
  }
  if (!isUpdateId(seqId)) return 'bad-id';
  // 1: before a snapshot there was nothing.
  if (isSnapshot) return prevSeqId === -1 ? { ...message, prevSeqId, seqId } : 'bad-id';
  return isUpdateId(prevSeqId) ? { ...message, prevSeqId, seqId } : 'bad-id';
}

/** Whether a level's texts are what a checksum over the numbers alone can know: no zeros to spare. */
export const areTextsPlain = (rows: readonly unknown[]): boolean =>
  rows.every(
    (row) => Array.isArray(row) && PLAIN.test(String(row[0])) && PLAIN.test(String(row[1])),
  );

const PLAIN = /^(0|[1-9]\d*)(\.\d*[1-9])?$/;

type TopRow = readonly [price: string, quantity: string] | undefined;

/** `[["8446","95","0","3"]]`, or nothing where the side is empty. */
function readTopRow(rows: unknown): TopRow | RefusalReason {
  if (!Array.isArray(rows)) return 'wrong-type';
  if (rows.length === 0) return undefined;
  const row: unknown = rows[0];
  if (!Array.isArray(row) || !isText(row[0]) || !isText(row[1])) return 'wrong-type';
  return [row[0], row[1]];
}

export function readTop(fields: Fields): TopMessage | RefusalReason {
  if (!isUpdateId(fields['seqId'])) return 'bad-id';
  const bid = readTopRow(fields['bids']);
  const ask = readTopRow(fields['asks']);
  if (isText(bid)) return bid;
  if (isText(ask)) return ask;
  return { seqId: fields['seqId'], bid, ask };
}

export function readTrade(fields: Fields): TradeMessage | RefusalReason {
  const { tradeId, px, sz, side, ts } = fields;
  if (!isText(tradeId) || !isText(px) || !isText(sz)) return 'wrong-type';
  if (side !== 'buy' && side !== 'sell') return 'wrong-type';
  return { idText: tradeId, price: px, quantity: sz, isBuy: side === 'buy', timeMs: timeOf(ts) };
}
