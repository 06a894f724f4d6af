/**
 * The WebSocket side of the uWS app: upgrades, and the socket callbacks turned into calls on
 * sessions. Owns which native socket belongs to which session; must never let a callback reach a
 * session whose socket is closed. Gateway thread.
 */
import type { Admission } from './admission.js';
import type { GatewayOptions } from './options.js';
import type { Session } from './subscription-graph.js';
import type { HttpRequest, HttpResponse, TemplatedApp, UpgradeContext, WebSocket } from './uws.js';

export interface SocketEvents {
  opened(socket: WebSocket<SocketData>): Session;
  /** @param message valid during the call only. */
  message(session: Session, message: ArrayBuffer, isBinary: boolean): void;
  drained(session: Session): void;
  closed(session: Session): void;
  connectionCount(): number;
}

/** What uWS keeps for each socket. */
export interface SocketData {
  session: Session | undefined;
}

/** Longer messages are cut off without an answer; up to here they get one. */
const MESSAGE_BYTES_MAX = 2 * 1_048_576;

export function installSockets(
  app: TemplatedApp,
  options: GatewayOptions,
  admission: Admission,
  events: SocketEvents,
): void {
  app.ws<SocketData>('/*', {
    maxPayloadLength: Math.max(MESSAGE_BYTES_MAX, 2 * options.requestBytesLimit),
    maxBackpressure: options.socketBytesLimit,
    // A dropped write puts the client out of step; whether it is closed is decided by age.
    closeOnBackpressureLimit: false,
    idleTimeout: options.idleTimeoutSeconds,
    sendPingsAutomatically: true,
    upgrade: (response, request, context) => {
      upgrade(response, request, context, admission, events.connectionCount());
    },
    open: (socket) => {
      socket.getUserData().session = events.opened(socket);
    },
    message: (socket, message, isBinary) => {
      const { session } = socket.getUserData();
      if (session?.socket.open) events.message(session, message, isBinary);
    },
    drain: (socket) => {
      const { session } = socket.getUserData();
      if (session?.socket.open) events.drained(session);
    },
    close: (socket) => {
      const { session } = socket.getUserData();
      if (session === undefined) return;
      session.socket.open = false;
      events.closed(session);
    },
  });
}

function upgrade(
  response: HttpResponse,
  request: HttpRequest,
  context: UpgradeContext,
  admission: Admission,
  connectionCount: number,
): void {
  const refusal = admission.refuse(request, connectionCount);
  if (refusal !== undefined) {
    const { status, code, message } = refusal;
    response
      .writeStatus(status)
      .writeHeader('content-type', 'application/json; charset=utf-8')
      .end(JSON.stringify({ op: 'error', code, message }), true);
    return;
  }
  const data: SocketData = { session: undefined };
  response.upgrade(
    data,
    request.getHeader('sec-websocket-key'),
    request.getHeader('sec-websocket-protocol'),
    request.getHeader('sec-websocket-extensions'),
    context,
  );
}
