/**
 * The door to uWebSockets.js: re-exports what the gateway uses and types what the package's own
 * declarations leave out (a host together with listen options). Owns no state. Gateway thread.
 */
import * as uws from 'uWebSockets.js';
import type {
  HttpRequest,
  HttpResponse,
  TemplatedApp,
  WebSocket,
  us_listen_socket,
  us_socket_context_t,
} from 'uWebSockets.js';

export type { HttpRequest, HttpResponse, TemplatedApp, WebSocket };
export type ListenSocket = us_listen_socket;
export type UpgradeContext = us_socket_context_t;

type ListenWithOptions = (
  host: string,
  port: number,
  options: number,
  listening: (socket: ListenSocket | false) => void,
) => void;

interface ListenConstants {
  readonly LIBUS_LISTEN_EXCLUSIVE_PORT: number;
}

const SHARED_PORT = 0;

export const makeApp = (): TemplatedApp => uws.App();

/** @returns the listen socket, or false when the address cannot be had; uWS does not say why. */
export function listenOn(
  app: TemplatedApp,
  host: string,
  port: number,
  exclusivePort: boolean,
): Promise<ListenSocket | false> {
  const constants = uws as unknown as ListenConstants;
  const options = exclusivePort ? constants.LIBUS_LISTEN_EXCLUSIVE_PORT : SHARED_PORT;
  return new Promise((resolve) => {
    (app.listen as unknown as ListenWithOptions).call(app, host, port, options, resolve);
  });
}

export const localPort = (socket: ListenSocket): number => uws.us_socket_local_port(socket);

export const closeListenSocket = (socket: ListenSocket): void => uws.us_listen_socket_close(socket);
