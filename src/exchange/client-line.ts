/**
 * The way of market data to one client, with the faults that wait for it. Owns the socket's side of
 * the faults: what is held back, twice, late, damaged or cut in half.
 */
import type { WebSocket } from 'ws';
import type { Socket } from 'node:net';
import type { Fault, FaultKind } from './faults.js';
import type { VenueClient } from './venue-protocol.js';

const MESSAGE_FAULTS: ReadonlySet<FaultKind> = new Set([
  'drop',
  'duplicate',
  'reorder',
  'delay',
  'bad-checksum',
  'garbage',
  'disconnect',
  'disconnect-mid-message',
]);

export const isMessageFault = (fault: Fault): boolean => MESSAGE_FAULTS.has(fault.kind);

/** Where there is no `ms`. */
const DELAY_MS_DEFAULT = 200;

export class ClientLine implements VenueClient {
  private readonly faults: Fault[] = [];
  /** A message that waits for the next one to overtake it. */
  private overtaken: { symbol: string; text: string } | undefined;
  /** Texts that a delay holds back, in order; undefined: nothing is held. */
  private delayed: string[] | undefined;
  private imageDelayMs = 0;

  constructor(
    readonly path: string,
    private readonly webSocket: WebSocket,
    private readonly socket: Socket,
    private readonly withBadChecksum: (text: string) => string | undefined,
    /** A fault has done what it was to do. */
    private readonly committed: (fault: Fault) => void,
  ) {}

  inject(fault: Fault): void {
    if (fault.kind === 'slow-snapshot') this.imageDelayMs = fault.ms ?? DELAY_MS_DEFAULT;
    else this.faults.push(fault);
  }

  say(text: string): void {
    // Nothing overtakes what is late on the same connection.
    this.put(text);
  }

  sendBook(symbol: string, text: string): void {
    const at = this.faults.findIndex((fault) => (fault.symbol ?? symbol) === symbol);
    const fault = at < 0 ? undefined : this.faults.splice(at, 1)[0]!;
    if (fault === undefined) this.pass(symbol, text);
    else this.sendWith(fault, symbol, text);
  }

  sendImage(symbol: string, text: string): void {
    if (this.imageDelayMs === 0) return this.sendBook(symbol, text);
    const ms = this.imageDelayMs;
    this.imageDelayMs = 0;
    // Whatever follows must not overtake its image.
    this.hold(ms);
    this.sendBook(symbol, text);
    this.committed({ kind: 'slow-snapshot', ms });
  }

  close(code: number, reason: string): void {
    this.webSocket.close(code, reason);
  }

  /** The connection is cut without a word. */
  cut(): void {
    this.socket.destroy();
  }

  private sendWith(fault: Fault, symbol: string, text: string): void {
    switch (fault.kind) {
      case 'drop':
        break;
      case 'duplicate':
        this.pass(symbol, text);
        this.pass(symbol, text);
        break;
      case 'reorder':
        this.overtaken = { symbol, text };
        break;
      case 'delay':
        this.hold(fault.ms ?? DELAY_MS_DEFAULT);
        this.pass(symbol, text);
        break;
      case 'bad-checksum': {
        const damaged = this.withBadChecksum(text);
        this.pass(symbol, damaged ?? text);
        // A message without a checksum: the next one, then.
        if (damaged === undefined) {
          this.faults.unshift(fault);
          return;
        }
        break;
      }
      case 'garbage':
        this.pass(symbol, text.slice(0, Math.floor(text.length / 2)));
        break;
      case 'disconnect':
        this.close(1001, 'going away');
        break;
      default:
        this.cutWithin(text);
    }
    this.committed(fault);
  }

  private pass(symbol: string, text: string): void {
    this.put(text);
    const { overtaken } = this;
    // Only a message of the same symbol overtakes: others have a sequence of their own.
    if (overtaken === undefined || overtaken.symbol !== symbol) return;
    this.overtaken = undefined;
    this.put(overtaken.text);
  }

  private put(text: string): void {
    if (this.delayed === undefined) this.webSocket.send(text);
    else this.delayed.push(text);
  }

  private hold(ms: number): void {
    if (this.delayed !== undefined) return;
    this.delayed = [];
    setTimeout(() => {
      const texts = this.delayed!;
      this.delayed = undefined;
      if (this.webSocket.readyState === this.webSocket.OPEN) {
        for (const text of texts) this.webSocket.send(text);
      }
    }, ms);
  }

  /** A frame's header announces the whole text, half of it follows, then the connection is gone. */
  private cutWithin(text: string): void {
    const bytes = Buffer.from(text);
    const header = Buffer.alloc(10);
    header[0] = 0x81;
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(bytes.length), 2);
    this.socket.write(Buffer.concat([header, bytes.subarray(0, bytes.length >> 1)]), () =>
      this.cut(),
    );
  }
}
