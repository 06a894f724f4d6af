/**
 * Sockets of an initiator: TCP or TLS, one attempt. Owns nothing once it has handed the socket over; what
 * went wrong in a handshake is said in words that name the way out. Any thread.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import type { HostPort } from '../session/endpoint-settings.js';
import { socketErrorText } from './socket-error-text.js';
import type { TlsFiles } from './tls-files.js';

export type { HostPort };

export const hostPortText = ({ host, port }: HostPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** How long a session ticket of TLS 1.3 is waited for. */
const TICKET_MS_LIMIT = 200;
/** Between the ticket and our Logon. */
const SETTLE_MS = 50;

export interface FixSocketEvents {
  /** TLS: the other side's certificate is good. */
  opened(): void;
  /** Once, instead of opened(): no connection. */
  failed(why: string): void;
}

/** @returns the socket, so that the attempt can be given up (destroy). */
export function openFixSocket(
  address: HostPort,
  tls: TlsFiles | undefined,
  msLimit: number,
  events: FixSocketEvents,
): Socket {
  const { host, port } = address;
  const secure = tls === undefined ? undefined : secureSocket(address, tls);
  const socket = secure ?? connectTcp({ host, port });
  socket.setNoDelay(true);
  const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${msLimit} ms`)), msLimit);
  let why = 'closed by the other side';
  const failing = (error: Error): void => {
    why = socketErrorText(error, tls);
  };
  const ended = (): void => {
    clearTimeout(timer);
    events.failed(why);
  };
  socket.on('error', failing);
  socket.on('close', ended);
  const opened = (): void => {
    clearTimeout(timer);
    socket.off('error', failing);
    socket.off('close', ended);
    events.opened();
  };
  if (secure === undefined) socket.once('connect', opened);
  else {
    secure.once('secureConnect', () => {
      const { certificatePath = 'none is given' } = tls!.settings;
      why = `closed by the other side right after the TLS handshake; it may refuse our certificate (${certificatePath}): ask it which authority must sign it`;
      onceItReads(secure, opened);
    });
  }
  return socket;
}

/**
 * In TLS 1.3 we are done one flight before the acceptor is. What comes to Apache MINA (QuickFIX/J 2.3.2 at least) with our
 * last flight, or right behind it, stays unread there until more comes, and behind our Logon nothing does. The session
 * ticket says that the acceptor has our last flight; then it gets a moment. One that gives no tickets gets a longer one.
 */
function onceItReads(socket: TLSSocket, then: () => void): void {
  if (socket.getProtocol() !== 'TLSv1.3') return then();
  const settled = (): void => {
    socket.off('session', ticket);
    if (!socket.destroyed) then();
  };
  const late = setTimeout(settled, TICKET_MS_LIMIT);
  const ticket = (): void => {
    socket.off('session', ticket);
    clearTimeout(late);
    setTimeout(settled, SETTLE_MS);
  };
  socket.on('session', ticket);
}

function secureSocket({ host, port }: HostPort, { context, settings }: TlsFiles): TLSSocket {
  const name = settings.serverName ?? host;
  return connectTls({
    host,
    port,
    secureContext: context,
    // An address cannot be asked for by SNI; the certificate is held against it all the same.
    ...(isIP(name) === 0 ? { servername: name } : {}),
    checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
  });
}
