/**
 * A simple ITCH 5.0 order flow for book benches: message mix near that of the market (A 37, U 22,
 * F 19, D 17, E 3, X, C), prices clustered at the touch, most orders short-lived. And the shortest
 * decoder for it.
 */

/** Byte offsets inside a message. */
export const MESSAGE = {
  TYPE: 0,
  LOCATE: 1,
  ID: 11,
  SIDE: 19,
  SHARES_ADD: 20,
  PRICE_ADD: 32,
  SHARES: 19,
  NEW_ID: 19,
  SHARES_REPLACE: 27,
  PRICE_REPLACE: 31,
};

const LENGTHS = { A: 36, F: 40, U: 35, D: 19, E: 31, X: 23, C: 36 };

function random(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
}

/** @returns bytes, the offset of each message, and the most orders resting at once. */
export function generateItch(messageCount, symbolCount, seed) {
  const next = random(seed);
  const bytes = new Uint8Array(messageCount * 38);
  const view = new DataView(bytes.buffer);
  const offsets = new Uint32Array(messageCount);
  const live = Array.from({ length: symbolCount + 1 }, () => []);
  const middle = new Float64Array(symbolCount + 1).map(
    () => 100_000 + Math.floor(next() * 5_000) * 100,
  );
  let at = 0;
  let id = 1;
  let resting = 0;
  let restingMost = 0;
  let symbol = 1;
  const distance = () => 100 * (1 + Math.floor(-Math.log(1 - next()) * (next() < 0.1 ? 60 : 6)));
  const pick = (orders) => {
    // Mostly a young order, now and then any.
    const back =
      next() < 0.8 ? Math.floor(-Math.log(1 - next()) * 30) : Math.floor(next() * orders.length);
    return Math.max(0, orders.length - 1 - back);
  };
  const head = (type, order) => {
    bytes[at] = type.charCodeAt(0);
    view.setUint16(at + 1, symbol);
    view.setUint32(at + 11, 0);
    view.setUint32(at + 15, order);
  };
  const take = (orders, i) => {
    const order = orders[i];
    // Keep the rough order of age without moving the whole array.
    if (orders.length - i < 256) orders.splice(i, 1);
    else {
      orders[i] = orders[orders.length - 1];
      orders.pop();
    }
    resting--;
    return order;
  };
  for (let i = 0; i < messageCount; i++) {
    offsets[i] = at;
    if (next() < 0.3) symbol = 1 + Math.floor(next() ** 2 * symbolCount);
    const orders = live[symbol];
    if (next() < 0.02) middle[symbol] += next() < 0.5 ? 100 : -100;
    const dice = next() * 100;
    let type =
      dice < 37
        ? 'A'
        : dice < 56
          ? 'F'
          : dice < 78
            ? 'U'
            : dice < 95
              ? 'D'
              : dice < 98.5
                ? 'E'
                : dice < 99.5
                  ? 'X'
                  : 'C';
    // Deletions keep pace with additions, or books would only grow.
    if ((type === 'A' || type === 'F') && orders.length > 1500 && next() < 0.75) type = 'D';
    if (orders.length === 0) type = 'A';
    if (type === 'A' || type === 'F') {
      const side = next() < 0.5 ? 0 : 1;
      const shares = 100 * (1 + Math.floor(next() * 8));
      head(type, id);
      bytes[at + 19] = side === 0 ? 66 : 83;
      view.setUint32(at + 20, shares);
      view.setUint32(at + 32, middle[symbol] + (side === 0 ? -distance() : distance()));
      orders.push({ id, side, shares });
      resting++;
      id++;
    } else {
      const order = take(orders, pick(orders));
      head(type, order.id);
      if (type === 'U') {
        order.shares = 100 * (1 + Math.floor(next() * 8));
        view.setUint32(at + 19, 0);
        view.setUint32(at + 23, id);
        view.setUint32(at + 27, order.shares);
        view.setUint32(at + 31, middle[symbol] + (order.side === 0 ? -distance() : distance()));
        orders.push({ ...order, id });
        resting++;
        id++;
      } else if (type !== 'D') {
        const shares = next() < 0.5 ? order.shares : Math.min(order.shares, 100);
        view.setUint32(at + 19, shares);
        order.shares -= shares;
        if (order.shares > 0) {
          orders.push(order);
          resting++;
        }
      }
    }
    if (resting > restingMost) restingMost = resting;
    at += LENGTHS[type];
  }
  return { bytes: bytes.subarray(0, at), offsets, restingMost };
}

const word = (bytes, at) =>
  (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];

/** Decode one message into `books`. @returns 1 when it was refused. */
export function applyItch(books, bytes, at, priceOffset) {
  const instrument = (bytes[at + 1] << 8) | bytes[at + 2];
  const high = word(bytes, at + 11);
  const low = word(bytes, at + 15);
  let result = 0;
  switch (bytes[at]) {
    case 65: // A
    case 70: // F
      result = books.addOrder(
        instrument,
        bytes[at + 19] === 66 ? 0 : 1,
        high,
        low,
        (word(bytes, at + 32) >>> 0) + priceOffset,
        word(bytes, at + 20) >>> 0,
      );
      break;
    case 85: // U
      result = books.replaceOrder(
        instrument,
        high,
        low,
        word(bytes, at + 19),
        word(bytes, at + 23),
        (word(bytes, at + 31) >>> 0) + priceOffset,
        word(bytes, at + 27) >>> 0,
      );
      break;
    case 68: // D
      result = books.deleteOrder(instrument, high, low);
      break;
    default: // E, C, X
      result = books.reduceOrder(instrument, high, low, word(bytes, at + 19) >>> 0);
  }
  return result === 0 ? 0 : 1;
}
