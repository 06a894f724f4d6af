/** Order messages of the simulator's ITCH 5.0 day for book benches, and the shortest decoder. */
import { load } from '../../harness/build-under-test.mjs';

const { ItchGenerator } = await load('feed/source/simulator/generate-itch.js');

/** Byte offsets inside a message. */
export const MESSAGE = { LOCATE: 1 };

const ORDER_TYPES = new Set([...'AFUDEXC'].map((letter) => letter.charCodeAt(0)));

/**
 * The order messages of a simulated day, without framing.
 * @returns bytes, the offset of each message, and the most orders resting at once.
 */
export function generateItch(messageCount, symbolCount, seed, liveOrderLimit) {
  const generator = new ItchGenerator({
    messages: messageCount,
    symbols: symbolCount,
    seed,
    liveOrderLimit,
  });
  const bytes = new Uint8Array(messageCount * 40);
  const offsets = new Uint32Array(messageCount);
  const chunk = new Uint8Array(1024 * 1024);
  let count = 0;
  let at = 0;
  for (let filled = generator.fill(chunk); filled > 0; filled = generator.fill(chunk)) {
    for (let from = 0; from < filled;) {
      const length = (chunk[from] << 8) | chunk[from + 1];
      if (ORDER_TYPES.has(chunk[from + 2])) {
        bytes.set(chunk.subarray(from + 2, from + 2 + length), at);
        offsets[count++] = at;
        at += length;
      }
      from += 2 + length;
    }
  }
  return { bytes: bytes.subarray(0, at), offsets: offsets.subarray(0, count) };
}

const word = (bytes, at) =>
  (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];

/** Decode one message into `books`. @returns 1 when it was refused. */
export function applyItch(books, bytes, at) {
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
        word(bytes, at + 32) >>> 0,
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
        word(bytes, at + 31) >>> 0,
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
