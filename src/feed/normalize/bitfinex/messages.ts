/**
 * The shapes of Bitfinex messages: events are objects, market data are arrays that begin with their
 * channel's number and end with sequence and time, as the flags of the connection say.
 */
import { JsonNumber } from '../parts/exact-json.js';
import { isFields, isText } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';

/** Bits of `conf`; a capture's own may be others. */
export const FLAG = {
  TIMESTAMP: 32_768,
  SEQ_ALL: 65_536,
  OB_CHECKSUM: 131_072,
  BULK_UPDATES: 536_870_912,
} as const;

/** What we ask for. */
export const FLAGS = FLAG.TIMESTAMP | FLAG.SEQ_ALL | FLAG.OB_CHECKSUM | FLAG.BULK_UPDATES;

export type Event =
  | {
      readonly kind: 'subscribed';
      readonly channel: number;
      readonly type: string;
      readonly symbol: string;
    }
  | { readonly kind: 'unsubscribed'; readonly channel: number }
  | { readonly kind: 'conf'; readonly flags: number }
  | { readonly kind: 'info'; readonly code: number }
  | {
      readonly kind: 'error';
      readonly code: string;
      readonly text: string;
      readonly symbol: string;
    }
  | { readonly kind: 'other' };

export interface Frame {
  readonly channel: number;
  /** What lies between the channel's number and sequence and time. */
  readonly body: readonly unknown[];
  /** -1 without SEQ_ALL. */
  readonly sequence: number;
  readonly time: number | undefined;
}

export interface TradeRow {
  readonly id: number;
  readonly time: number;
  /** Below 0: the seller took. */
  readonly amount: string;
  readonly price: string;
}

const idOf = (value: unknown): number => (value instanceof JsonNumber ? value.id : NaN);

export function readEvent(fields: Readonly<Record<string, unknown>>): Event | RefusalReason {
  if (!isText(fields['event'])) return 'wrong-type';
  const channel = idOf(fields['chanId']);
  const symbol = isText(fields['symbol']) ? fields['symbol'] : '';
  switch (fields['event']) {
    case 'subscribed':
      if (Number.isNaN(channel)) return 'bad-id';
      if (!isText(fields['channel']) || symbol === '') return 'wrong-type';
      return { kind: 'subscribed', channel, type: fields['channel'], symbol };
    case 'unsubscribed':
      return Number.isNaN(channel) ? 'bad-id' : { kind: 'unsubscribed', channel };
    case 'conf':
      return { kind: 'conf', flags: idOf(fields['flags']) };
    case 'info':
      return { kind: 'info', code: idOf(fields['code']) };
    case 'error': {
      const { code, msg } = fields;
      const text = isText(msg) ? msg : 'no message';
      return { kind: 'error', code: code instanceof JsonNumber ? code.text : '', text, symbol };
    }
    default:
      return { kind: 'other' };
  }
}

/** The flags of a `conf` that we have sent; undefined for anything else. */
export function readSentFlags(request: unknown): number | undefined {
  if (!isFields(request) || request['event'] !== 'conf') return undefined;
  return typeof request['flags'] === 'number' ? request['flags'] : undefined;
}

export function readFrame(message: readonly unknown[], flags: number): Frame | RefusalReason {
  const channel = idOf(message[0]);
  if (Number.isNaN(channel)) return 'bad-id';
  const hasSequence = (flags & FLAG.SEQ_ALL) !== 0;
  const hasTime = (flags & FLAG.TIMESTAMP) !== 0;
  const end = message.length - Number(hasSequence) - Number(hasTime);
  if (end < 2) return 'wrong-type';
  const sequence = hasSequence ? idOf(message[end]) : -1;
  if (Number.isNaN(sequence)) return 'bad-id';
  const time = hasTime ? idOf(message[message.length - 1]) : NaN;
  return {
    channel,
    body: message.slice(1, end),
    sequence,
    time: Number.isNaN(time) ? undefined : time,
  };
}

/** A checksum is a signed 32-bit number; @returns it unsigned, or NaN. */
export function readChecksum(value: unknown): number {
  if (!(value instanceof JsonNumber) || !/^-?\d{1,10}$/.test(value.text)) return NaN;
  const signed = Number(value.text);
  return (signed | 0) === signed ? signed >>> 0 : NaN;
}

/** `[id, time, amount, price]`. */
export function readTrade(row: unknown): TradeRow | RefusalReason {
  if (!Array.isArray(row)) return 'wrong-type';
  const [id, time, amount, price] = row as unknown[];
  if (Number.isNaN(idOf(id))) return 'bad-id';
  if (!(amount instanceof JsonNumber) || !(price instanceof JsonNumber)) return 'wrong-type';
  return { id: idOf(id), time: idOf(time), amount: amount.text, price: price.text };
}
