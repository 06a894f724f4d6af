/** A client that reads its TCP socket a few bytes at a time: speaks just enough WebSocket to subscribe. */
import { connect, type Socket } from 'node:net';

const READ_BYTES = 4096;
const MASKED_TEXT = 0x81;
const MASK_BIT = 0x80;

/** An all-zero mask leaves the payload as it is. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  if (payload.length > 125) throw new RangeError('a request this long needs a longer head');
  return Buffer.concat([
    Buffer.from([MASKED_TEXT, MASK_BIT | payload.length, 0, 0, 0, 0]),
    payload,
  ]);
}

export class TrickleReader {
  bytesRead = 0;
  private readonly socket: Socket;
  private paused = false;

  /** @param requests sent once the server has answered, 125 bytes each at most. */
  constructor(port: number, ...requests: readonly string[]) {
    this.socket = connect({
      host: '127.0.0.1',
      port,
      onread: {
        buffer: Buffer.alloc(READ_BYTES),
        callback: (bytes) => {
          if (this.bytesRead === 0) this.socket.write(Buffer.concat(requests.map(textFrame)));
          this.bytesRead += bytes;
          return !this.paused;
        },
      },
    });
    this.socket.on('error', () => {});
    this.socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  }

  pause(): void {
    this.paused = true;
    this.socket.pause();
  }

  /** Take one buffer's worth and stop again. */
  readOnce(): void {
    this.socket.resume();
  }

  terminate(): void {
    this.socket.destroy();
  }
}
