/**
 * A tiny server that speaks the protocol, over a real socket, for tests of the SDK. Knows a list of
 * model streams; answers subscribe, unsubscribe, resync and ping; sends what the test tells it to.
 */
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { patternCovers } from '../../src/market/instrument-pattern.js';
import { channelOfSlot, SLOT_DEPTH } from '../../src/market/stream.js';
import { instrumentFrame, type ModelStream } from './model-stream.js';

type Request = Readonly<Record<string, unknown>> & { readonly op: string; readonly id?: number };

const words = (value: bigint): number[] => [Number(value >> 32n), Number(value & 0xffffffffn)];

export class ModelServer {
  readonly requests: Request[] = [];
  readonly sockets = new Set<WebSocket>();
  /** Overrides fields of the hello. */
  hello: Record<string, unknown> = {};
  /** Streams, as the subscription requests find them. */
  streams: ModelStream[] = [];
  /** Whether subscribers and resyncs get images by themselves. */
  serveImages = true;
  /** The answer to every subscribe request, when set. */
  refuseWith: string | undefined;
  private readonly waiters: { op: string; resolve: (request: Request) => void }[] = [];

  private constructor(private readonly server: WebSocketServer) {
    server.on('connection', (socket) => this.accept(socket));
  }

  static async listen(port = 0): Promise<ModelServer> {
    const server = new WebSocketServer({ host: '127.0.0.1', port });
    await new Promise((resolve) => server.once('listening', resolve));
    return new ModelServer(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }
  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** The next request with this operation. */
  next(op: string): Promise<Request> {
    return new Promise((resolve) => this.waiters.push({ op, resolve }));
  }

  /** Frames, as one binary message, to every client. */
  send(...frames: Uint8Array[]): void {
    const message = Buffer.concat(frames);
    for (const socket of this.sockets) socket.send(message);
  }

  sendText(message: object): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(message));
  }

  /** Cut all connections off without a word. */
  dropClients(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  closeClients(code: number, reason = ''): void {
    for (const socket of this.sockets) socket.close(code, reason);
  }

  async close(): Promise<void> {
    this.dropClients();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(socket: WebSocket): void {
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('message', (data: Buffer) =>
      this.receive(socket, JSON.parse(data.toString()) as Request),
    );
    const hello = {
      op: 'hello',
      protocol: 1,
      server: 'model',
      heartbeatMs: 0,
      limits: { subscriptions: 10 },
      clock: { wallBaseNs: words(0n), monotonicBaseNs: words(0n) },
      ...this.hello,
    };
    socket.send(JSON.stringify(hello));
  }

  private receive(socket: WebSocket, request: Request): void {
    this.requests.push(request);
    this.answer(socket, request);
    const waiter = this.waiters.findIndex(({ op }) => op === request.op);
    if (waiter >= 0) this.waiters.splice(waiter, 1)[0]!.resolve(request);
  }

  private answer(socket: WebSocket, request: Request): void {
    const { op, id } = request;
    const say = (message: object): void => socket.send(JSON.stringify(message));
    if (op === 'ping') say({ op: 'pong', id, serverNs: 5_000_000_000 });
    if (op === 'subscribe' && this.refuseWith !== undefined) {
      say({ op: 'error', id, code: this.refuseWith, message: 'refused by the test' });
    } else if (request['channel'] === 'latency') {
      say({ op: `${op}d`, id, channel: 'latency', everyMs: request['everyMs'], streams: [] });
    } else if (op === 'subscribe' || op === 'unsubscribe') {
      const streams = this.matching(request);
      say({ op: `${op}d`, id, streams: streams.map((stream) => stream.name) });
      if (op === 'subscribe') this.serve(socket, streams);
    } else if (op === 'resync') {
      const wanted = request['streams'] as number[];
      const streams = this.streams.filter(({ stream }) => wanted.includes(stream));
      say({ op: 'resynced', id, streams: streams.map((stream) => stream.name) });
      this.serve(socket, streams);
    }
  }

  private matching(request: Request): ModelStream[] {
    const patterns = request['instruments'] as string[];
    const depth =
      request['depth'] === 'full' ? Infinity : ((request['depth'] as number | undefined) ?? 10);
    return this.streams.filter(
      ({ slot, venue, symbol }) =>
        channelOfSlot(slot) === request['channel'] &&
        (request['channel'] !== 'book' || SLOT_DEPTH[slot] === depth) &&
        patterns.some((pattern) => patternCovers(pattern, venue, symbol)),
    );
  }

  private serve(socket: WebSocket, streams: readonly ModelStream[]): void {
    if (!this.serveImages) return;
    for (const stream of streams) {
      const { instrument, venue, symbol } = stream;
      socket.send(Buffer.concat([instrumentFrame(instrument, venue, symbol), ...stream.image()]));
    }
  }
}
