/**
 * The market over MoldUDP64: two lines and a request server. Owns packing, heartbeats, sessions, and how
 * each fault is done.
 */
import type { GlimpseService } from './glimpse-service.js';
import { downstreamPacket, endOfSessionPacket, heartbeatPacket } from './mold-packets.js';
import type { LineFault, MoldLine } from './mold-line.js';
import { MOLD_FAULT_KINDS, type NasdaqFault } from './nasdaq-faults.js';
import type { NasdaqMarket } from './nasdaq-market.js';
import { LOOPBACK, USER_DEFAULT, type NasdaqCarrier } from './nasdaq-simulator.js';
import type { RequestServer } from './request-server.js';
import type { SoupServer } from './soup-server.js';

const PACKET_BYTES_LIMIT = 1_400;
const END_OF_SESSION_PACKETS = 3;
const FAULT_MS_DEFAULT = 300;

export interface MoldCarrierParts {
  readonly market: NasdaqMarket;
  readonly lines: readonly [MoldLine, MoldLine];
  readonly requests: RequestServer;
  readonly glimpse: GlimpseService;
  readonly glimpseServer: () => SoupServer;
  readonly user?: string;
}

export class MoldCarrier implements NasdaqCarrier {
  readonly faultKinds = MOLD_FAULT_KINDS;
  /** Sequence of the next message to send. */
  private next = 1;
  private hasSent = false;
  private isGone = false;

  constructor(private readonly parts: MoldCarrierParts) {}

  flush(): void {
    const { market } = this.parts;
    while (this.next < market.log.next) {
      const run = market.log.read(this.next, Infinity, PACKET_BYTES_LIMIT)!;
      const packet = downstreamPacket(market.session, this.next, run);
      this.next += run.count;
      this.send(packet, true);
    }
  }

  heartbeat(): void {
    if (!this.hasSent) this.send(heartbeatPacket(this.parts.market.session, this.next), false);
    this.hasSent = false;
  }

  inject(fault: NasdaqFault, committed: () => void): void {
    const { lines, requests } = this.parts;
    const [a, b] = lines;
    const { ms = FAULT_MS_DEFAULT } = fault;
    switch (fault.kind) {
      case 'drop-a':
        return a.inject('drop', committed);
      case 'drop-b':
        return b.inject('drop', committed);
      case 'garbage-a':
        return a.inject('garbage', committed);
      case 'drop':
      case 'duplicate':
      case 'reorder':
      case 'garbage':
        return this.injectBoth(fault.kind, committed);
      case 'delay':
        for (const line of lines) line.hold(ms);
        return committed();
      case 'deaf':
        requests.deafness = 1;
        setTimeout(() => {
          requests.deafness = 0;
        }, ms);
        return this.injectBoth('drop', committed);
      case 'sequence-reset':
        this.beginSession();
        return committed();
      case 'session-end':
        return this.endSession(committed);
      case 'restart':
        this.isGone = true;
        setTimeout(() => {
          this.isGone = false;
          this.beginSession();
        }, ms);
        return committed();
      default:
        return this.injectHole(fault, committed);
    }
  }

  sourceText(glimpse: string): string {
    const { lines, requests, user = USER_DEFAULT } = this.parts;
    const addresses = lines.map(
      ({ options }) => `${options.name}=${options.group}:${options.port}`,
    );
    const face = lines[0].options.interface;
    return `itch-mold:${addresses.join(',')}?request=${LOOPBACK}:${requests.port}&glimpse=${glimpse}&interface=${face}&user=${user}`;
  }

  async close(): Promise<void> {
    for (const line of this.parts.lines) line.close();
    this.parts.requests.close();
    return Promise.resolve();
  }

  private send(packet: Buffer, hasMessages: boolean): void {
    if (this.isGone) return;
    this.hasSent = true;
    for (const line of this.parts.lines) line.send(packet, hasMessages);
  }

  /** Done when both lines have done it. */
  private injectBoth(kind: LineFault, committed: () => void): void {
    let left = this.parts.lines.length;
    const one = (): void => {
      if (--left === 0) committed();
    };
    for (const line of this.parts.lines) line.inject(kind, one);
  }

  /** What was lost cannot be asked for: only an image helps, with its own faults. */
  private injectHole(fault: NasdaqFault, committed: () => void): void {
    const { requests, glimpse, glimpseServer } = this.parts;
    requests.deafness = 1;
    glimpse.onImage = () => {
      requests.deafness = 0;
    };
    if (fault.kind === 'slow-image') glimpse.slowMs = fault.ms ?? FAULT_MS_DEFAULT;
    if (fault.kind === 'cut-image') glimpse.cutsNext = true;
    if (fault.kind === 'old-image') glimpse.kept = glimpse.image();
    if (fault.kind === 'refused-login') glimpseServer().refusals = 1;
    this.injectBoth('drop', committed);
  }

  private beginSession(): void {
    this.parts.market.restart();
    this.next = 1;
    this.flush();
  }

  private endSession(committed: () => void): void {
    this.flush();
    const { market } = this.parts;
    const packet = endOfSessionPacket(market.session, this.next);
    for (let i = 0; i < END_OF_SESSION_PACKETS; i++) this.send(packet, false);
    this.beginSession();
    committed();
  }
}
