/** One trade as the SDK tells it. */
import { decimalOfWords } from '../frame/decode-frame.js';
import type { TradesDecoder } from '../frame/decode-trades.js';
import { TRADE_FLAG } from '../frame/trades.js';
import { formatScaled } from '../market/decimal.js';
import { sideName, type AggressorSide } from '../market/side.js';
import { asLots, asTicks, type Lots, type Ticks } from '../market/units.js';
import type { Scales } from './book-replica.js';

export interface Trade {
  readonly price: string;
  readonly quantity: string;
  readonly ticks: Ticks;
  readonly lots: Lots;
  /** The venue's id, exact. */
  readonly tradeId: string;
  /** Side of the order that took liquidity. */
  readonly aggressor: 'bid' | 'ask' | 'none';
  readonly auction: boolean;
  readonly hidden: boolean;
  /** The trade with this id is cancelled; it is not a trade itself. */
  readonly broken: boolean;
}

export function readTrades(frame: TradesDecoder, scales: Scales): Trade[] {
  return Array.from({ length: frame.count }, (_, i) => {
    const flags = frame.tradeFlags(i);
    const ticks = asTicks(frame.price(i));
    const lots = asLots(frame.quantity(i));
    return {
      price: formatScaled(ticks, scales.priceScale),
      quantity: formatScaled(lots, scales.quantityScale),
      ticks,
      lots,
      tradeId: decimalOfWords(frame.idHigh(i), frame.idLow(i)),
      aggressor: sideName(frame.aggressor(i) as AggressorSide),
      auction: (flags & TRADE_FLAG.AUCTION) !== 0,
      hidden: (flags & TRADE_FLAG.HIDDEN) !== 0,
      broken: (flags & TRADE_FLAG.BROKEN) !== 0,
    };
  });
}
