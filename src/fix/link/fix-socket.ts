/**
 * Sockets of an initiator: TCP or TLS, one attempt. Owns nothing once it has handed the socket over; what
 * went wrong in a handshake is said in words that name the way out. Any thread.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import { socketErrorText } from './socket-error-text.js';
import type { TlsFiles } from './tls-files.js';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export const hostPortText = ({ host, port }: HostPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

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
  const socket = tls === undefined ? connectTcp({ host, port }) : secureSocket(address, tls);
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
  socket.once(tls === undefined ? 'connect' : 'secureConnect', () => {
    clearTimeout(timer);
    socket.off('error', failing);
    socket.off('close', ended);
    events.opened();
  });
  return socket;
}

function secureSocket({ host, port }: HostPort, { context, settings }: TlsFiles): Socket {
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
