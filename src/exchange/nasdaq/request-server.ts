/**
 * The request server of the simulator: answers each request with one packet, as many messages as fit.
 * Owns the socket. Deaf on demand, to some requests by chance, or to all for a while.
 */
import { createSocket, type Socket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { Random } from '../../feed/source/simulator/random.js';
import { downstreamPacket, readRequest } from './mold-packets.js';
import type { NasdaqMarket } from './nasdaq-market.js';

const PACKET_BYTES_LIMIT = 1_400;

export class RequestServer {
  requests = 0;
  /** Requests that it did not answer on purpose. */
  ignored = 0;
  /** Share of the requests that are not answered, 0 … 1. */
  deafness = 0;
  private readonly random: Random;
  private socket: Socket | undefined;

  constructor(
    private readonly market: NasdaqMarket,
    seed: number,
  ) {
    this.random = new Random(seed, 0x52);
  }

  get port(): number {
    return (this.socket!.address() as AddressInfo).port;
  }

  async open(host: string, port: number): Promise<void> {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 4_194_304 });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(port, host, () => resolve());
    });
    socket.on('error', () => {});
    socket.on('message', (bytes, { port: from, address }) => {
      const packet = this.answer(bytes);
      if (packet !== undefined) socket.send(packet, from, address);
    });
    this.socket = socket;
  }

  close(): void {
    this.socket?.close();
  }

  private answer(bytes: Buffer): Buffer | undefined {
    const request = readRequest(bytes);
    if (request === undefined || request.session !== this.market.session) return undefined;
    this.requests++;
    if (this.deafness > 0 && this.random.below(1 << 20) < this.deafness * (1 << 20)) {
      this.ignored++;
      return undefined;
    }
    const run = this.market.log.read(request.sequence, request.count, PACKET_BYTES_LIMIT);
    if (run === undefined || run.count === 0) return undefined;
    return downstreamPacket(this.market.session, request.sequence, run);
  }
}
