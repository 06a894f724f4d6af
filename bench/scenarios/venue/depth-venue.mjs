/**
 * A venue that says depth diffs as fast as they are taken, in a process of its own: speaks as much of
 * Binance spot as a feed of one symbol needs. Tells its port, waits for `go`, tells the seconds from the
 * first diff to the pong behind the last one. Started by the scenario only.
 */
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

const { messages, symbol } = JSON.parse(process.argv[2]);
const LEVELS = 5;
/** Diffs written before their last one has to be gone: enough to keep the socket full. */
const BATCH = 256;
const VARIANTS = 16;
const FIRST_ID = 1000;

const rows = (variant, base, step) =>
  Array.from({ length: LEVELS }, (_, i) => [
    (base + step * ((i * 3 + variant) % 40)).toFixed(2),
    (1 + ((variant * 7 + i) % 90) / 8).toFixed(5),
  ]);
const bodies = Array.from({ length: VARIANTS }, (_, variant) =>
  JSON.stringify({ b: rows(variant, 999.99, -0.01), a: rows(variant, 1000.01, 0.01) }).slice(1, -1),
);
const diff = (id) =>
  `{"stream":"${symbol.toLowerCase()}@depth@100ms","data":{"e":"depthUpdate","E":1700000000000,"s":"${symbol}","U":${id},"u":${id},${bodies[id % VARIANTS]}}}`;

const answers = {
  '/api/v3/exchangeInfo': {
    symbols: [
      {
        symbol,
        status: 'TRADING',
        filters: [
          { filterType: 'PRICE_FILTER', tickSize: '0.01' },
          { filterType: 'LOT_SIZE', stepSize: '0.00001' },
        ],
      },
    ],
  },
  '/api/v3/depth': { lastUpdateId: FIRST_ID, bids: [['999.00', '1']], asks: [['1001.00', '1']] },
};

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost');
  response.end(JSON.stringify(answers[pathname] ?? {}));
});
const sent = (socket, text) => new Promise((resolve) => socket.send(text, resolve));

async function sayAll(socket) {
  const startedMs = performance.now();
  for (let id = FIRST_ID + 1; id <= FIRST_ID + messages; id++) {
    if (id % BATCH === 0) await sent(socket, diff(id));
    else socket.send(diff(id));
  }
  const taken = new Promise((resolve) => socket.once('pong', resolve));
  socket.ping();
  await taken;
  return (performance.now() - startedMs) / 1000;
}

const connected = new Promise((resolve) => {
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data) => {
      socket.send(JSON.stringify({ result: null, id: JSON.parse(data).id }));
      // What makes the feed ask for its snapshot.
      socket.send(diff(FIRST_ID));
      resolve(socket);
    });
  });
});
process.on('message', async () => {
  process.send({ seconds: await sayAll(await connected) });
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
