/** A TCP proxy between two FIX sides that cuts the connection behind a number of bytes, so in the middle of a message as well. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class CuttingProxy {
  /** Connections that were cut by it. */
  cuts = 0;
  private pair: readonly [Socket, Socket] | undefined;
  private bytesLeft = Infinity;
  private told: (() => void) | undefined;

  private constructor(
    private readonly server: Server,
    private readonly upstreamPort: () => number,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  /** @param upstreamPort of the acceptor, at the moment of a connection. */
  static async listen(upstreamPort: () => number): Promise<CuttingProxy> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttingProxy(server, upstreamPort);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Resolves once the connection was cut, behind this many bytes more of either side: the last piece goes on in part. */
  async cutBehind(bytes: number): Promise<void> {
    this.bytesLeft = bytes;
    await new Promise<void>((resolve) => {
      this.told = resolve;
    });
  }

  async close(): Promise<void> {
    this.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(near: Socket): void {
    const far = connect({ port: this.upstreamPort(), host: '127.0.0.1', noDelay: true });
    const pair = [near, far] as const;
    this.pair = pair;
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('error', () => {});
      from.on('close', () => to.destroy());
      from.on('data', (bytes: Buffer) => {
        const passed = bytes.subarray(0, Math.min(bytes.length, this.bytesLeft));
        this.bytesLeft -= bytes.length;
        if (this.bytesLeft > 0) {
          if (!to.write(passed)) {
            from.pause();
            to.once('drain', () => from.resume());
          }
          return;
        }
        this.bytesLeft = Infinity;
        this.cuts++;
        // The part of the message gets there, then the end does.
        to.end(passed, () => to.destroy());
        from.destroy();
        this.told?.();
      });
    }
  }

  private destroy(): void {
    for (const socket of this.pair ?? []) socket.destroy();
  }
}
