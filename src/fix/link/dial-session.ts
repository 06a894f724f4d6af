/** One attempt of an initiator: a socket, then the session over it. What comes after is the link's. The session's thread. */
import type { HostPort } from '../session/endpoint-settings.js';
import { CONNECTION_LIMITS, FixConnection, type ConnectionLimits } from './fix-connection.js';
import { openFixSocket } from './fix-socket.js';
import type { SessionLink } from './session-link.js';
import type { TlsFiles } from './tls-files.js';

export interface DialOptions {
  readonly tls?: TlsFiles | undefined;
  readonly limits?: ConnectionLimits;
  /** For the connection and the TLS handshake. */
  readonly connectMsLimit: number;
  /** There is a connection, and the link has it. */
  readonly opened?: () => void;
  /** No connection; where there was one, the link's `ended` tells of its end. */
  readonly failed: (why: string) => void;
}

export interface Dialling {
  /** The attempt is given up; nothing is told. A connection that there is already stays. */
  abandon(): void;
}

export function dialSession(link: SessionLink, address: HostPort, options: DialOptions): Dialling {
  const { tls, limits = CONNECTION_LIMITS, connectMsLimit, failed } = options;
  let isPending = true;
  const socket = openFixSocket(address, tls, connectMsLimit, {
    opened: () => {
      if (!isPending) return;
      isPending = false;
      options.opened?.();
      link.carry(new FixConnection(socket, { limits, tls }));
    },
    failed: (why) => {
      if (!isPending) return;
      isPending = false;
      failed(why);
    },
  });
  return {
    abandon: () => {
      if (!isPending) return;
      isPending = false;
      socket.destroy();
    },
  };
}
