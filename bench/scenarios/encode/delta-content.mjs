/** What the delta of the encode bench says: the same for every encoder. */

const side = (count, from, step) => ({
  price: Float64Array.from({ length: count }, (_, i) => from + i * step),
  quantity: Float64Array.from({ length: count }, (_, i) => 100 * (i + 1)),
  orders: Int32Array.from({ length: count }, (_, i) => i + 1),
  action: Uint8Array.from({ length: count }, (_, i) => i % 3),
});

/** Changed levels as a lane has them. */
export function changesOf(count) {
  const bid = side(count, 1_000_000, -1);
  const ask = side(count, 1_000_001, 1);
  return {
    bidCount: count,
    bidPrice: bid.price,
    bidQuantity: bid.quantity,
    bidOrders: bid.orders,
    bidAction: bid.action,
    askCount: count,
    askPrice: ask.price,
    askQuantity: ask.quantity,
    askOrders: ask.orders,
    askAction: ask.action,
  };
}

export const EPOCH_START = 1_700_000_000;
export const EPOCH_COUNTER = 1;
export const VENUE_TIME = { high: 0x18abcdef, low: 0x10000000 };
/** ns; call i adds i. */
export const RECEIVED_NS = 1_000_000_000_000;
export const STREAM = 86;
export const INSTRUMENT = 10;
