/** What the venue says about its own book against ours. Owns the comparison only. Lane thread only. */
import type { SlotViews } from '../../event/slot.js';
import { eventAux } from '../../event/message-header.js';
import { VERIFY_KIND } from '../../event/types.js';
import {
  verifyAskPrice,
  verifyAskQuantity,
  verifyBidPrice,
  verifyBidQuantity,
  verifyChecksum,
  verifyPriceScale,
  verifyQuantityScale,
} from '../../event/verify.js';
import { ASK, BID, type Side } from '../../market/side.js';
import type { InstrumentId, Lots, Ticks } from '../../market/units.js';
import type { BookStore } from '../book-store.js';
import { bitfinexChecksum, okxChecksum } from './interleaved-checksum.js';
import { krakenChecksum } from './kraken-checksum.js';

export const VERDICT = { AGREES: 0, DISAGREES: 1, INCOMPARABLE: 2 } as const;
export type Verdict = (typeof VERDICT)[keyof typeof VERDICT];

/** The verify event at `slotOffset` against the book as it is now. */
export function verifyBook(
  store: BookStore,
  instrument: InstrumentId,
  views: SlotViews,
  slotOffset: number,
): Verdict {
  switch (eventAux(views, slotOffset)) {
    case VERIFY_KIND.TOP_OF_BOOK:
      return verifyTop(store, instrument, views, slotOffset);
    case VERIFY_KIND.CHECKSUM_KRAKEN: {
      const agrees = krakenChecksum(store, instrument) >>> 0 === verifyChecksum(views, slotOffset);
      return agrees ? VERDICT.AGREES : VERDICT.DISAGREES;
    }
    case VERIFY_KIND.CHECKSUM_BITFINEX:
    case VERIFY_KIND.CHECKSUM_OKX: {
      const isOkx = eventAux(views, slotOffset) === VERIFY_KIND.CHECKSUM_OKX;
      const checksum = isOkx ? okxChecksum : bitfinexChecksum;
      const priceScale = verifyPriceScale(views, slotOffset);
      const quantityScale = verifyQuantityScale(views, slotOffset);
      const ours = checksum(store, instrument, priceScale, quantityScale);
      return ours === verifyChecksum(views, slotOffset) ? VERDICT.AGREES : VERDICT.DISAGREES;
    }
    default:
      return VERDICT.INCOMPARABLE;
  }
}

function verifyTop(
  store: BookStore,
  instrument: InstrumentId,
  views: SlotViews,
  slotOffset: number,
): Verdict {
  const bidPrice = verifyBidPrice(views, slotOffset);
  const bidQuantity = verifyBidQuantity(views, slotOffset);
  const askPrice = verifyAskPrice(views, slotOffset);
  const askQuantity = verifyAskQuantity(views, slotOffset);
  return isBest(store, instrument, BID, bidPrice, bidQuantity) &&
    isBest(store, instrument, ASK, askPrice, askQuantity)
    ? VERDICT.AGREES
    : VERDICT.DISAGREES;
}

/** Quantity 0 says that the side is empty, a negative one that the venue told the price alone. */
function isBest(
  store: BookStore,
  instrument: InstrumentId,
  side: Side,
  price: Ticks,
  quantity: Lots,
): boolean {
  if (store.levelCount(instrument, side) === 0) return quantity === 0;
  return (
    store.levelPrice(instrument, side, 0) === price &&
    (quantity < 0 || store.levelQuantity(instrument, side, 0) === quantity)
  );
}
