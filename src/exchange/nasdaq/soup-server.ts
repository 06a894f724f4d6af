/**
 * A SoupBinTCP server of the simulator: logins, heartbeats, and what its service has to say to each
 * client that is logged in. Owns the sockets. It knows no ITCH.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { acceptedPacket, readLogin, soupPacket, SoupRequests } from './soup-packets.js';

/** One client that is logged in. */
export interface SoupClientLine {
  /** @returns whether to go on: false while the client does not read fast enough. */
  write(bytes: Buffer): boolean;
  /** Half of these bytes, then the connection is cut. */
  cutWithin(bytes: Buffer): void;
  /** After everything that was written. */
  end(): void;
  /** Sequence of the next message for it; the service moves it on. */
  sequence: number;
}

export interface SoupService {
  /**
   * @param session empty: the current one. @param sequence 0: the next one.
   * @returns the session and sequence to begin with, or undefined for a session that is not there.
   */
  begin(session: string, sequence: number): { session: string; sequence: number } | undefined;
  /** Say what there is to say; called after the login, and whenever the client can take more. */
  serve(client: SoupClientLine): void;
  ended(client: SoupClientLine): void;
}

export interface SoupServerOptions {
  readonly user: string;
  readonly password: string;
}

const HEARTBEAT_MS = 1_000;
const UNREAD_BYTES_LIMIT = 4_194_304;

export class SoupServer {
  logins = 0;
  /** Logins to be refused, whoever it is. */
  refusals = 0;
  /** New connections are cut. */
  isGone = false;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly clients = new Map<Socket, SoupClientLine>();

  constructor(
    private readonly options: SoupServerOptions,
    private readonly service: SoupService,
  ) {
    this.server = createServer({ noDelay: true }, (socket) => this.accept(socket));
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async open(host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => resolve());
    });
  }

  /** There is something new to say. */
  serveAll(): void {
    for (const client of this.clients.values()) this.service.serve(client);
  }

  get clientLines(): Iterable<SoupClientLine> {
    return this.clients.values();
  }

  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cutAll();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private accept(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => {});
    if (this.isGone) socket.destroy();
    const requests = new SoupRequests();
    let wrote = false;
    const client: SoupClientLine = {
      sequence: 0,
      write: (bytes) => {
        wrote = true;
        socket.write(bytes);
        return socket.writableLength < UNREAD_BYTES_LIMIT;
      },
      cutWithin: (bytes) => {
        socket.write(bytes.subarray(0, bytes.length >> 1), () => socket.destroy());
      },
      end: () => void socket.end(),
    };
    socket.on('data', (chunk) => {
      for (const { type, payload } of requests.feed(chunk)) {
        if (type === 'L') this.logIn(socket, client, payload);
        else if (type === 'O') socket.end();
      }
    });
    socket.on('drain', () => {
      if (this.clients.has(socket)) this.service.serve(client);
    });
    const heartbeat = setInterval(() => {
      if (!wrote && this.clients.has(socket)) socket.write(soupPacket('H'));
      wrote = false;
    }, HEARTBEAT_MS);
    socket.on('close', () => {
      clearInterval(heartbeat);
      this.sockets.delete(socket);
      this.clients.delete(socket);
      this.service.ended(client);
    });
  }

  private logIn(socket: Socket, client: SoupClientLine, payload: Buffer): void {
    const login = readLogin(payload);
    const { user, password } = this.options;
    const isKnown = login !== undefined && login.user === user && login.password === password;
    if (!isKnown || this.refusals > 0) {
      if (isKnown) this.refusals--;
      socket.end(soupPacket('J', 'A'));
      return;
    }
    const begun = this.service.begin(login.session, login.sequence);
    if (begun === undefined) {
      socket.end(soupPacket('J', 'S'));
      return;
    }
    this.logins++;
    client.sequence = begun.sequence;
    socket.write(acceptedPacket(begun.session, begun.sequence));
    this.clients.set(socket, client);
    this.service.serve(client);
  }
}
