/**
 * One multicast line of the simulator, with what can go wrong on its way: loss by chance (seeded), and
 * single faults on demand. Owns the socket. What one line suffers, the other knows nothing of.
 */
import { createSocket, type Socket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { Random } from '../../feed/source/simulator/random.js';

export interface MoldLineOptions {
  readonly name: string;
  /** A multicast group, or an address where somebody listens. */
  readonly group: string;
  readonly port: number;
  /** Address of the interface that multicast goes out on. */
  readonly interface: string;
  readonly seed: number;
  /** Share of packets that get lost, 0 … 1. */
  readonly loss: number;
}

export type LineFault = 'drop' | 'duplicate' | 'reorder' | 'garbage';

const MULTICAST_TTL = 0;

export class MoldLine {
  /** Packets that were given to the line. */
  packets = 0;
  /** Those that it lost. */
  lostPackets = 0;
  loss: number;
  private socket: Socket | undefined;
  private readonly random: Random;
  private readonly faults: { kind: LineFault; committed: () => void }[] = [];
  private overtaken: Buffer | undefined;
  /** What a delay holds back; undefined: nothing is held. */
  private delayed: Buffer[] | undefined;

  constructor(readonly options: MoldLineOptions) {
    this.loss = options.loss;
    this.random = new Random(options.seed, options.name.charCodeAt(0));
  }

  async open(): Promise<void> {
    const { group, port } = this.options;
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(0, this.options.interface, () => {
        if (isMulticast(group)) {
          socket.setMulticastInterface(this.options.interface);
          socket.setMulticastTTL(MULTICAST_TTL);
          socket.setMulticastLoopback(true);
        }
        socket.connect(port, group, () => resolve());
      });
    });
    // Nobody has to listen.
    socket.on('error', () => {});
    this.socket = socket;
  }

  inject(kind: LineFault, committed: () => void): void {
    this.faults.push({ kind, committed });
  }

  /** Everything from now on comes `ms` late, at once. */
  hold(ms: number): void {
    if (this.delayed !== undefined) return;
    this.delayed = [];
    setTimeout(() => {
      const packets = this.delayed!;
      this.delayed = undefined;
      for (const packet of packets) this.put(packet);
    }, ms);
  }

  /** @param hasMessages faults hit packets with messages only. */
  send(packet: Buffer, hasMessages: boolean): void {
    this.packets++;
    const isLost = this.loss > 0 && this.random.below(1 << 20) < this.loss * (1 << 20);
    if (isLost) {
      this.lostPackets++;
      return;
    }
    const fault = hasMessages ? this.faults.shift() : undefined;
    if (fault === undefined) this.pass(packet);
    else this.sendWith(fault.kind, packet);
    fault?.committed();
  }

  close(): void {
    this.socket?.close();
    this.socket = undefined;
  }

  private sendWith(kind: LineFault, packet: Buffer): void {
    switch (kind) {
      case 'drop':
        this.lostPackets++;
        return;
      case 'duplicate':
        this.pass(packet);
        return this.pass(packet);
      case 'reorder':
        this.overtaken = packet;
        return;
      case 'garbage':
        return this.pass(packet.subarray(0, packet.length - 3));
    }
  }

  private pass(packet: Buffer): void {
    this.put(packet);
    if (this.overtaken === undefined) return;
    const { overtaken } = this;
    this.overtaken = undefined;
    this.put(overtaken);
  }

  private put(packet: Buffer): void {
    if (this.delayed !== undefined) this.delayed.push(packet);
    else this.socket?.send(packet);
  }
}

/** 224.0.0.0 to 239.255.255.255. */
const isMulticast = (address: string): boolean =>
  isIPv4(address) && Number(address.split('.')[0]) >> 4 === 14;
