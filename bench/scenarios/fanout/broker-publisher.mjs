/** Publishes into a broker that runs in a process of its own; a tick's messages go out in one write. */
import { connect } from 'node:net';
import { once } from 'node:events';
import { payloadOf } from './pace.mjs';

const CRLF = '\r\n';
const HEADS = {
  nats: (bytes) => `PUB f ${bytes}${CRLF}`,
  redis: (bytes) => `*3${CRLF}$7${CRLF}PUBLISH${CRLF}$1${CRLF}f${CRLF}$${bytes}${CRLF}`,
};
const GREETINGS = { nats: `CONNECT {"verbose":false,"pedantic":false}${CRLF}`, redis: '' };

export async function startPublisher(variant, brokerPort) {
  const socket = connect({ host: '127.0.0.1', port: brokerPort, noDelay: true });
  await once(socket, 'connect');
  socket.resume();
  socket.write(GREETINGS[variant]);
  return {
    port: brokerPort,
    publish(from, to, payloadBytes) {
      const head = HEADS[variant](payloadBytes);
      const parts = [];
      for (let sequence = from; sequence < to; sequence++)
        parts.push(Buffer.from(head), payloadOf(sequence, payloadBytes), Buffer.from(CRLF));
      socket.write(Buffer.concat(parts));
    },
  };
}
