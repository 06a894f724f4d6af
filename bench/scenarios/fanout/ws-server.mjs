/** The `ws` package, as its documentation broadcasts: a send to each client. */
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { payloadOf } from './pace.mjs';

export async function startPublisher() {
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    perMessageDeflate: false,
    backlog: 1024,
  });
  await once(server, 'listening');
  return {
    port: server.address().port,
    publish(from, to, payloadBytes) {
      for (let sequence = from; sequence < to; sequence++) {
        const payload = payloadOf(sequence, payloadBytes);
        for (const client of server.clients) client.send(payload);
      }
    },
  };
}
