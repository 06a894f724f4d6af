/**
 * Parsed messages to their books: what the byte reader has declined is judged here, and refused with
 * its reason. Cold, but must tell the same as the byte reader for what both can read.
 */
import { refusalOf, scaledOf } from '../parts/decimal-text.js';
import type { Fields } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';
import type { BinanceMarket } from './market.js';
import {
  readDiff,
  readTop,
  readTrade,
  type HotType,
  type TopMessage,
  type TradeMessage,
} from './messages.js';
import type { SymbolBook } from './symbol-book.js';
import { DiffIds } from './sync-rule.js';

/** @returns the message's book, or why the message is refused. */
export function normalizeSlowly(
  type: HotType,
  fields: Fields,
  rule: BinanceMarket['rule'],
  open: () => SymbolBook | RefusalReason,
  bytes: Uint8Array,
  connection: string,
): SymbolBook | RefusalReason {
  if (type === 'depthUpdate') {
    const ids = new DiffIds();
    const refusal = readDiff(fields, rule, ids);
    if (refusal) return refusal;
    const book = open();
    if (typeof book === 'string') return book;
    const damage = book.load(fields['b'], fields['a']);
    if (damage) return damage;
    book.applyDiff(ids, bytes, connection);
    return book;
  }
  const message = type === 'bookTicker' ? readTop(fields) : readTrade(type, fields);
  if (typeof message === 'string') return message;
  const book = open();
  if (typeof book === 'string') return book;
  const refusal = 'bidPrice' in message ? applyTop(book, message) : applyTrade(book, type, message);
  return refusal ?? book;
}

function applyTop(book: SymbolBook, message: TopMessage): RefusalReason | undefined {
  if (book.quarantined) {
    book.tops.unverifiableCount++;
    return 'quarantined';
  }
  const { priceScale, quantityScale } = book.scales;
  const top = {
    updateId: message.updateId,
    bidPrice: scaledOf(message.bidPrice, priceScale),
    bidQuantity: scaledOf(message.bidQuantity, quantityScale),
    askPrice: scaledOf(message.askPrice, priceScale),
    askQuantity: scaledOf(message.askQuantity, quantityScale),
  };
  if (Number.isNaN(top.bidPrice)) return refuse(book, message.bidPrice);
  if (Number.isNaN(top.askPrice)) return refuse(book, message.askPrice);
  if (!(top.bidQuantity >= 0)) return refuse(book, message.bidQuantity);
  if (!(top.askQuantity >= 0)) return refuse(book, message.askQuantity);
  book.applyTop(top);
  return undefined;
}

function applyTrade(
  book: SymbolBook,
  type: HotType,
  message: TradeMessage,
): RefusalReason | undefined {
  if (book.quarantined) return 'quarantined';
  const price = scaledOf(message.price, book.scales.priceScale);
  if (Number.isNaN(price)) return refuse(book, message.price);
  const quantity = scaledOf(message.quantity, book.scales.quantityScale);
  if (!(quantity >= 0)) return refuse(book, message.quantity);
  const { id, buyerIsMaker, time } = message;
  book.applyTrade(type === 'aggTrade', id, price, quantity, buyerIsMaker, time);
  return undefined;
}

function refuse(book: SymbolBook, text: string): RefusalReason {
  const refusal = refusalOf(text);
  if (refusal === 'value') book.quarantine();
  return refusal;
}
