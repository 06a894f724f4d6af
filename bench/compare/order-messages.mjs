/**
 * Order messages of an ITCH 5.0 recording, decoded beforehand into flat arrays, so that only the book is timed. Owns the
 * columns; imports nothing of any build.
 */
import { closeSync, openSync, readSync } from 'node:fs';

const KIND = { A: 65, F: 70, U: 85, D: 68, E: 69, C: 67, X: 88 };
const KINDS = new Set(Object.values(KIND));
/** Longest message that counts here is far below this. */
const BYTES_PER_MESSAGE = 50;
const BATCH = 64;

/** The first bytes of a file. */
function readStart(path, bytesLimit) {
  const bytes = Buffer.alloc(bytesLimit);
  const file = openSync(path);
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, bytesLimit, 0));
  } finally {
    closeSync(file);
  }
}

/** @returns columns of the first `limit` order messages, and the number of instruments in them. */
export function readOrderMessages(path, limit) {
  const bytes = readStart(path, limit * BYTES_PER_MESSAGE);
  const flow = {
    count: 0,
    instrumentCount: 0,
    kind: new Uint8Array(limit),
    instrument: new Uint16Array(limit),
    side: new Uint8Array(limit),
    id: new Int32Array(limit * 4),
    price: new Uint32Array(limit),
    quantity: new Uint32Array(limit),
  };
  for (let at = 2; at < bytes.length && flow.count < limit;) {
    const length = bytes.readUInt16BE(at - 2);
    if (at + length > bytes.length) break;
    if (KINDS.has(bytes[at])) decode(bytes, at, flow);
    at += length + 2;
  }
  return flow;
}

function decode(bytes, at, flow) {
  const row = flow.count++;
  const kind = bytes[at];
  const instrument = bytes.readUInt16BE(at + 1);
  flow.kind[row] = kind;
  flow.instrument[row] = instrument;
  flow.instrumentCount = Math.max(flow.instrumentCount, instrument + 1);
  flow.id[row * 4] = bytes.readInt32BE(at + 11);
  flow.id[row * 4 + 1] = bytes.readInt32BE(at + 15);
  if (kind === KIND.A || kind === KIND.F) {
    flow.side[row] = bytes[at + 19] === 66 ? 0 : 1;
    flow.quantity[row] = bytes.readUInt32BE(at + 20);
    flow.price[row] = bytes.readUInt32BE(at + 32);
  } else if (kind === KIND.U) {
    flow.id[row * 4 + 2] = bytes.readInt32BE(at + 19);
    flow.id[row * 4 + 3] = bytes.readInt32BE(at + 23);
    flow.quantity[row] = bytes.readUInt32BE(at + 27);
    flow.price[row] = bytes.readUInt32BE(at + 31);
  } else if (kind !== KIND.D) {
    flow.quantity[row] = bytes.readUInt32BE(at + 19);
  }
}

/** One pass over all of them. @returns how many the books refused. */
export function applyOrders(books, flow) {
  const { kind, instrument, side, id, price, quantity } = flow;
  let refused = 0;
  for (let row = 0; row < flow.count; row++) {
    const high = id[row * 4];
    const low = id[row * 4 + 1];
    let result;
    switch (kind[row]) {
      case KIND.A:
      case KIND.F:
        result = books.addOrder(instrument[row], side[row], high, low, price[row], quantity[row]);
        break;
      case KIND.U:
        result = books.replaceOrder(
          instrument[row],
          high,
          low,
          id[row * 4 + 2],
          id[row * 4 + 3],
          price[row],
          quantity[row],
        );
        break;
      case KIND.D:
        result = books.deleteOrder(instrument[row], high, low);
        break;
      default:
        result = books.reduceOrder(instrument[row], high, low, quantity[row]);
    }
    if (result !== 0) refused++;
    if (row % BATCH === 0) books.endCut(instrument[row]);
  }
  return refused;
}
