/** The control: bare uWebSockets.js, payloads ready made, by its topic or by a loop over its sockets. */
import * as uws from 'uWebSockets.js';
import { payloadOf } from './pace.mjs';

const TOPIC = 'f';
const BACKPRESSURE_LIMIT = 64 * 1024 * 1024;
const DROPPED = 2;

export async function startPublisher(variant) {
  const app = uws.App();
  const sockets = new Set();
  app.ws('/*', {
    compression: uws.DISABLED,
    idleTimeout: 960,
    maxBackpressure: BACKPRESSURE_LIMIT,
    open(socket) {
      sockets.add(socket);
      socket.subscribe(TOPIC);
    },
    close(socket) {
      sockets.delete(socket);
    },
  });
  const port = await new Promise((resolve, reject) => {
    app.listen('127.0.0.1', 0, (listening) =>
      listening ? resolve(uws.us_socket_local_port(listening)) : reject(new Error('no port')),
    );
  });
  const sendAll = (payload) => {
    for (const socket of sockets)
      if (socket.send(payload, true) === DROPPED)
        throw new Error('uWebSockets.js dropped a message');
  };
  const publishAll = (payload) => app.publish(TOPIC, payload, true);
  const deliver = variant === 'uws-publish' ? publishAll : sendAll;
  return {
    port,
    publish(from, to, payloadBytes) {
      for (let sequence = from; sequence < to; sequence++)
        deliver(payloadOf(sequence, payloadBytes));
    },
  };
}
