/**
 * The receiving ends. Each checks that every message is the next one, at its own protocol's cost; a
 * message that is lost, repeated or of the wrong length is an error. `onReceived(count)` after a chunk.
 */
import { connect } from 'node:net';
import { once } from 'node:events';
import { RawWebSocket } from '../../harness/raw-websocket.mjs';

const CRLF = '\r\n';
const PING = Buffer.from(`PING${CRLF}`);
/** Offsets in a Bookcast frame, docs/protocol.md. */
const FRAME = { IDENTIFIER: 8, SEQ: 72, FLAGS: 150, BODY_BYTES: 160 };
const TRADES_IDENTIFIER = 'BCTR'.charCodeAt(2) | ('BCTR'.charCodeAt(3) << 8);
const IMAGE_FLAG = 1;

/** The next sequence and the payload's length, checked. */
export class Order {
  expected = 0;
  payloadBytes = 0;

  take(sequence, payloadBytes) {
    if (sequence !== this.expected)
      throw new Error(`message ${sequence} came where ${this.expected} was due: not lossless`);
    if (payloadBytes !== this.payloadBytes)
      throw new Error(`a payload of ${payloadBytes} bytes instead of ${this.payloadBytes}`);
    this.expected++;
  }
}

/** Bookcast: several frames in a message; images and heartbeats are no deliveries. */
async function bookcastReceiver(port, order, onReceived) {
  const socket = await RawWebSocket.open(port);
  const joined = new Promise((resolve) => {
    socket.onMessage = (bytes, start, end) => {
      if (bytes[start] === 0x7b) return;
      let count = 0;
      for (let at = start; at < end;) {
        const length = bytes.readUInt32LE(at) + 4;
        // The first half of every identifier is the same.
        if (bytes.readUInt16LE(at + FRAME.IDENTIFIER + 2) === TRADES_IDENTIFIER) {
          if ((bytes[at + FRAME.FLAGS] & IMAGE_FLAG) !== 0) resolve();
          else {
            order.take(bytes.readUInt32LE(at + FRAME.SEQ), length - FRAME.BODY_BYTES);
            count++;
          }
        }
        at += length;
      }
      if (count > 0) onReceived(count);
    };
  });
  const request = { op: 'subscribe', id: 1, channel: 'trades', instruments: ['*'] };
  socket.sendText(JSON.stringify(request));
  await joined;
  return socket;
}

/** A message is a payload. */
async function payloadReceiver(port, order, onReceived) {
  const socket = await RawWebSocket.open(port);
  socket.onMessage = (bytes, start, end) => {
    order.take(bytes.readUInt32LE(start), end - start);
    onReceived(1);
  };
  return socket;
}

/** Text protocols whose messages all have the same head: split a byte stream into head, payload, CRLF. */
export class TextStream {
  rest = Buffer.alloc(0);

  /** @param answerPing for NATS, which now and then asks in the middle of the stream. */
  constructor(headOf, order, onReceived, answerPing = () => {}) {
    this.headOf = headOf;
    this.order = order;
    this.onReceived = onReceived;
    this.answerPing = answerPing;
  }

  push(chunk) {
    const { order } = this;
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const head = this.headOf(order.payloadBytes);
    const recordBytes = head.length + order.payloadBytes + CRLF.length;
    let count = 0;
    let at = 0;
    while (at < bytes.length) {
      if (bytes[at] === PING[0] && bytes.length - at >= PING.length) {
        if (bytes.compare(PING, 0, PING.length, at, at + PING.length) !== 0)
          throw new Error(`unexpected: ${bytes.toString('latin1', at, at + recordBytes)}`);
        this.answerPing();
        at += PING.length;
        continue;
      }
      if (at + recordBytes > bytes.length) break;
      if (bytes.compare(head, 0, head.length, at, at + head.length) !== 0)
        throw new Error(`unexpected: ${bytes.toString('latin1', at, at + recordBytes)}`);
      order.take(bytes.readUInt32LE(at + head.length), order.payloadBytes);
      at += recordBytes;
      count++;
    }
    this.rest = Buffer.from(bytes.subarray(at));
    if (count > 0) this.onReceived(count);
  }
}

/** One head per payload length, made once. */
function heads(textOf) {
  const known = new Map();
  return (bytes) => {
    if (!known.has(bytes)) known.set(bytes, Buffer.from(textOf(bytes)));
    return known.get(bytes);
  };
}

const natsHead = heads((bytes) => `MSG f 1 ${bytes}${CRLF}`);
const redisHead = heads(
  (bytes) => `*3${CRLF}$7${CRLF}message${CRLF}$1${CRLF}f${CRLF}$${bytes}${CRLF}`,
);

async function natsReceiver(port, order, onReceived) {
  const socket = await RawWebSocket.open(port);
  const stream = new TextStream(natsHead, order, onReceived, () => socket.sendText(`PONG${CRLF}`));
  const joined = new Promise((resolve) => {
    let greeting = '';
    socket.onMessage = (bytes, start, end) => {
      greeting += bytes.toString('latin1', start, end);
      if (!greeting.includes(`PONG${CRLF}`)) return;
      socket.onMessage = (data, from, to) => stream.push(data.subarray(from, to));
      resolve();
    };
  });
  socket.sendText(`CONNECT {"verbose":false,"pedantic":false}${CRLF}SUB f 1${CRLF}PING${CRLF}`);
  await joined;
  return socket;
}

async function redisReceiver(port, order, onReceived) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  await once(socket, 'connect');
  socket.write(`*2${CRLF}$9${CRLF}SUBSCRIBE${CRLF}$1${CRLF}f${CRLF}`);
  await once(socket, 'data');
  const stream = new TextStream(redisHead, order, onReceived);
  socket.on('data', (chunk) => stream.push(chunk));
  return { close: () => socket.destroy() };
}

const RECEIVERS = {
  bookcast: bookcastReceiver,
  'uws-publish': payloadReceiver,
  'uws-send': payloadReceiver,
  ws: payloadReceiver,
  nats: natsReceiver,
  redis: redisReceiver,
};

/** @returns a receiver that has joined: {order, close}. */
export async function openReceiver(variant, port, onReceived) {
  const order = new Order();
  const socket = await RECEIVERS[variant](port, order, onReceived);
  return { order, close: () => socket.close() };
}
