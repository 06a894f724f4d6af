/** Why a port could not be had, in words that say what to do. Owns the stable codes. Cold. */
import { createServer } from 'node:net';

export type ListenErrorCode =
  'port-in-use' | 'port-forbidden' | 'host-unavailable' | 'listen-failed';

export class ListenError extends Error {
  constructor(
    readonly code: ListenErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ListenError';
  }
}

/** uWebSockets.js only says that it failed: ask the platform why by trying the same once more. */
export async function explainListenFailure(host: string, port: number): Promise<ListenError> {
  const cause = await new Promise<string>((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve('')));
  });
  return listenError(cause, host, port);
}

/** @param cause the platform's code, such as `EADDRINUSE`; empty when it gave none. */
export function listenError(cause: string, host: string, port: number): ListenError {
  switch (cause) {
    case 'EADDRINUSE':
      return new ListenError(
        'port-in-use',
        `port ${port} on ${host} is in use: stop the other program, or choose another port (--port, BOOKCAST_GATEWAY_PORT, gateway.port; 0 takes any free one)`,
      );
    case 'EACCES':
    case 'EPERM':
      return new ListenError(
        'port-forbidden',
        `port ${port} on ${host} may not be opened by this user: choose one above 1023`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ListenError(
        'host-unavailable',
        `${host} is no address of this machine: listen on 127.0.0.1, 0.0.0.0, or one of its own (gateway.host)`,
      );
    default:
      return new ListenError(
        'listen-failed',
        `cannot listen on ${host}:${port}${cause === '' ? '' : `: ${cause}`}`,
      );
  }
}
