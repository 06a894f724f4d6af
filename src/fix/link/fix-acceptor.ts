/**
 * The door of FIX sessions that others open: listens, TCP or TLS, and finds by the first message whose a
 * connection is. Owns the listening socket and the connections that have not said who they are, bounded in
 * count and time; what does not belong here is dropped without a word (rule 1). The session's thread.
 */
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { FieldTable } from '../codec/field-table.js';
import { MSG_TYPE, TAG } from '../tags.js';
import type { HostPort } from '../session/endpoint-settings.js';
import { CONNECTION_LIMITS, FixConnection, type ConnectionLimits } from './fix-connection.js';
import { hostPortText } from './fix-socket.js';
import type { LinkClock } from './link-clock.js';
import { LinkError } from './link-error.js';
import { RareNotes } from './rare-notes.js';
import type { SessionLink } from './session-link.js';
import { socketErrorText } from './socket-error-text.js';
import type { TlsFiles } from './tls-files.js';

/** Who says a Logon, and whom to. */
export interface LogonIdentity {
  readonly beginString: string;
  /** 49 and 56 as the counterparty writes them: its own name and ours. */
  readonly senderCompId: string;
  readonly targetCompId: string;
  readonly senderSubId: string | undefined;
  readonly targetSubId: string | undefined;
}

export interface AcceptorLimits extends ConnectionLimits {
  /** Connections that have not said who they are; policy when full: the oldest is dropped. */
  readonly unnamedLimit: number;
  /** How long they may take. */
  readonly logonMsLimit: number;
}

export const ACCEPTOR_LIMITS: AcceptorLimits = {
  ...CONNECTION_LIMITS,
  unnamedLimit: 64,
  logonMsLimit: 10_000,
};

export interface FixAcceptorOptions {
  /** Port 0: any free one. */
  readonly address: HostPort;
  readonly tls?: TlsFiles | undefined;
  readonly limits: AcceptorLimits;
  readonly clock: LinkClock;
  /** undefined: nobody here has that identity. */
  readonly find: (identity: LogonIdentity) => SessionLink | undefined;
  /** For the operator's log. */
  readonly note: (text: string) => void;
}

export class FixAcceptor {
  private readonly server: Server;
  private readonly unnamed = new Map<FixConnection, number>();
  /** In the TLS handshake, by their address: bounded like those that have not said who they are. */
  private readonly shaking = new Map<string, Socket>();
  private readonly refusals: RareNotes;

  constructor(private readonly options: FixAcceptorOptions) {
    const { tls, clock, note } = options;
    this.refusals = new RareNotes(clock, note);
    this.server =
      tls === undefined
        ? createTcpServer((socket) => this.take(socket))
        : createTlsServer(tlsOptions(tls, options.limits.logonMsLimit), (socket) => {
            this.shaking.delete(addressOf(socket));
            this.take(socket);
          });
    if (tls !== undefined) this.server.on('connection', (socket) => this.shake(socket));
    this.server.on('tlsClientError', (error, socket) => {
      this.refuse(`${socket.remoteAddress ?? ''}: no TLS: ${socketErrorText(error, tls)}`);
      socket.destroy();
    });
  }

  /** Connections that have not said who they are. */
  get unnamedCount(): number {
    return this.unnamed.size + this.shaking.size;
  }

  /** @returns the port. @throws LinkError, in the promise. */
  listen(): Promise<number> {
    const { server } = this;
    const { host, port } = this.options.address;
    return new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void =>
        reject(new LinkError(listenErrorText(this.options.address, error)));
      server.once('error', failed);
      server.listen({ host, port }, () => {
        server.off('error', failed);
        // Out of descriptors, say: who knocks waits.
        server.on('error', (error) => this.refuse(`cannot accept: ${error.message}`));
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : port);
      });
    });
  }

  /** About every 100 ms. */
  tick(nowNs: number): void {
    const msLimit = this.options.limits.logonMsLimit;
    for (const [connection, sinceNs] of this.unnamed) {
      if (nowNs - sinceNs < msLimit * 1e6) continue;
      connection.destroy();
      this.forget(connection, `no Logon in ${msLimit} ms`);
    }
  }

  /** Nobody may come any more; sessions that are carried go on until they are logged out. */
  close(): void {
    this.server.close();
    for (const connection of this.unnamed.keys()) connection.destroy();
    this.unnamed.clear();
    for (const socket of this.shaking.values()) socket.destroy();
    this.shaking.clear();
  }

  /** A connection below its TLS; whoever never ends the handshake makes room for the next one. */
  private shake(socket: Socket): void {
    const { unnamedLimit } = this.options.limits;
    const address = addressOf(socket);
    if (this.shaking.size >= unnamedLimit) {
      const [first] = this.shaking;
      const [oldest, waiting] = first!;
      this.shaking.delete(oldest);
      waiting.destroy();
      this.refuse(`${oldest}: no TLS yet, and ${unnamedLimit} others wait`);
    }
    this.shaking.set(address, socket);
    socket.once('close', () => {
      if (this.shaking.get(address) === socket) this.shaking.delete(address);
    });
  }

  private take(socket: Socket): void {
    const { limits, tls, clock } = this.options;
    if (this.unnamed.size >= limits.unnamedLimit) {
      // An honest one says its Logon at once: the one that has waited longest makes room.
      const [oldest] = this.unnamed.keys();
      oldest!.destroy();
      this.forget(oldest!, `no Logon yet, and ${limits.unnamedLimit} others wait`);
    }
    const connection: FixConnection = new FixConnection(socket, {
      limits,
      tls,
      choose: (first) => this.choose(first, connection),
      unnamedEnded: (why) => this.forget(connection, why),
    });
    this.unnamed.set(connection, clock.nowNs());
  }

  /** Rule 1: a Logon, of CompIDs that we know, and not of somebody who is here already; else silence. */
  private choose(first: FieldTable, connection: FixConnection): SessionLink | undefined {
    const refuse = (why: string): undefined => {
      this.unnamed.delete(connection);
      this.refuse(`${connection.remoteAddress}: ${why}`);
      return undefined;
    };
    if (first.text(TAG.MsgType) !== MSG_TYPE.Logon) return refuse('the first message is no Logon');
    const identity: LogonIdentity = {
      beginString: first.text(TAG.BeginString) ?? '',
      senderCompId: first.text(TAG.SenderCompID) ?? '',
      targetCompId: first.text(TAG.TargetCompID) ?? '',
      senderSubId: first.text(TAG.SenderSubID),
      targetSubId: first.text(TAG.TargetSubID),
    };
    const { beginString, senderCompId, targetCompId } = identity;
    const named = `Logon of ${senderCompId} to ${targetCompId} in ${beginString}`;
    const link = this.options.find(identity);
    if (link === undefined) return refuse(`${named}: no such session`);
    if (link.isCarried) return refuse(`${named}: logged on already; this connection is dropped`);
    this.unnamed.delete(connection);
    link.carry(connection);
    return link;
  }

  private forget(connection: FixConnection, why: string): void {
    if (this.unnamed.delete(connection)) this.refuse(`${connection.remoteAddress}: ${why}`);
  }

  private refuse(text: string): void {
    this.refusals.tell(`FIX acceptor ${hostPortText(this.options.address)}: ${text}`);
  }
}

const addressOf = ({ remoteAddress, remotePort }: Socket): string =>
  `${remoteAddress ?? ''}:${remotePort ?? 0}`;

const tlsOptions = ({ options, settings }: TlsFiles, handshakeMsLimit: number) => ({
  ...options,
  handshakeTimeout: handshakeMsLimit,
  requestCert: settings.wantsClientCertificate === true,
  rejectUnauthorized: true,
});

function listenErrorText(address: HostPort, { code = '', message }: NodeJS.ErrnoException): string {
  const wayOut: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another process listens there: name another port, or end it',
    EACCES: 'ports below 1024 need a right that this user has not: name a higher one',
    EADDRNOTAVAIL: 'this machine has no such address: name one of its own, or 0.0.0.0',
    ENOTFOUND: 'its name is not known: give an address',
  };
  return `FIX acceptor: cannot listen on ${hostPortText(address)}: ${wayOut[code] ?? message} (${code})`;
}
