/**
 * The client's end of a WebSocket for load: as little work per message as can be, because its CPU time
 * is what the server under test does not get. Text goes out masked, binary frames come in unmasked;
 * no fragments, no extensions.
 */
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const CONNECT_MS_LIMIT = 30_000;
const HEAD_END = '\r\n\r\n';

/** One masked frame of a client. */
function maskedFrame(opcode, payload) {
  const mask = randomBytes(4);
  const short = payload.length < 126;
  const head = Buffer.from(
    short
      ? [0x80 | opcode, 0x80 | payload.length]
      : [0x80 | opcode, 0xfe, payload.length >> 8, payload.length & 0xff],
  );
  const body = Buffer.from(payload.map((byte, i) => byte ^ mask[i & 3]));
  return Buffer.concat([head, mask, body]);
}

/**
 * Splits what a socket delivers into WebSocket messages.
 * `onMessage(buffer, start, end)`: the payload lies in a buffer that is reused after the call.
 */
export class FrameSplitter {
  rest = Buffer.alloc(0);

  constructor(onMessage, onControl) {
    this.onMessage = onMessage;
    this.onControl = onControl;
  }

  push(chunk) {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let at = 0;
    while (at + 2 <= bytes.length) {
      let length = bytes[at + 1];
      let start = at + 2;
      if (length === 126) {
        if (at + 4 > bytes.length) break;
        length = bytes.readUInt16BE(at + 2);
        start = at + 4;
      } else if (length === 127) {
        if (at + 10 > bytes.length) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        start = at + 10;
      }
      if (start + length > bytes.length) break;
      const opcode = bytes[at] & 0x0f;
      if (opcode >= CLOSE) this.onControl(opcode, bytes.subarray(start, start + length));
      else this.onMessage(bytes, start, start + length);
      at = start + length;
    }
    // The socket's chunk is its own; only what is left over is kept.
    this.rest = at === bytes.length ? this.rest.subarray(0, 0) : Buffer.from(bytes.subarray(at));
  }
}

/** An open WebSocket. */
export class RawWebSocket {
  /** `onMessage(buffer, start, end)` as FrameSplitter has it. */
  onMessage = () => {};
  onClose = () => {};

  /** Resolves when the server has switched protocols. */
  static open(port) {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      const raw = new RawWebSocket(socket);
      const timer = setTimeout(() => {
        socket.destroy();
        reject(new Error(`port ${port}: no WebSocket within ${CONNECT_MS_LIMIT} ms`));
      }, CONNECT_MS_LIMIT);
      let head = Buffer.alloc(0);
      const onHead = (chunk) => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(HEAD_END);
        if (end < 0) return;
        clearTimeout(timer);
        socket.off('data', onHead);
        if (!head.toString('latin1', 0, end).startsWith('HTTP/1.1 101')) {
          socket.destroy();
          reject(new Error(`port ${port}: ${head.toString('latin1', 0, end).split('\r\n')[0]}`));
          return;
        }
        socket.on('data', (bytes) => raw.splitter.push(bytes));
        resolve(raw);
        raw.splitter.push(head.subarray(end + HEAD_END.length));
      };
      socket.on('data', onHead);
      socket.on('error', reject);
      socket.on('close', () => raw.onClose());
      socket.write(
        `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
      );
    });
  }

  constructor(socket) {
    this.socket = socket;
    this.splitter = new FrameSplitter(
      (buffer, start, end) => this.onMessage(buffer, start, end),
      (opcode, payload) => {
        if (opcode === PING) socket.write(maskedFrame(PING + 1, payload));
        if (opcode === CLOSE) socket.end();
      },
    );
  }

  sendText(text) {
    this.socket.write(maskedFrame(TEXT, Buffer.from(text)));
  }

  /** Stop reading: what a client does that has stalled. */
  stall() {
    this.socket.pause();
  }

  /** From now on what comes is thrown away unread. */
  discard() {
    this.socket.removeAllListeners('data');
    this.socket.on('data', () => {});
  }

  close() {
    this.socket.destroy();
  }
}
