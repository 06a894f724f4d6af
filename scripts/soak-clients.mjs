/**
 * Clients of the soak, in a process of their own: each keeps five books at mixed depths. When the
 * server says goodbye it reports what every replica holds. Started by soak.mjs only.
 */
import { createHash } from 'node:crypto';
import { ASK, BID, connect } from 'bookcast/client';

const { url, symbols, from, count } = JSON.parse(process.argv[2]);
const DEPTHS = [1, 10, 50, 'full'];
const BOOKS_PER_CLIENT = 5;

function windowDigest(book) {
  const hash = createHash('sha256');
  for (const side of [BID, ASK]) {
    for (let rank = 0; rank < book.levelCount(side); rank++) {
      const { price, quantity } = book.level(side, rank);
      hash.update(`${price} ${quantity}\n`);
    }
    hash.update('-\n');
  }
  return hash.digest('hex');
}

function startClient(index) {
  const client = connect(url, { reconnect: { enabled: false } });
  const notices = [];
  client.on('notice', (notice) => {
    if (notice.code !== 'server-shutdown') notices.push(notice.code);
  });
  client.on('error', (error) => console.error(`client ${index}: ${error.code} ${error.message}`));
  const subscriptions = Array.from({ length: BOOKS_PER_CLIENT }, (_, i) =>
    client.subscribe(
      {
        channel: 'book',
        depth: DEPTHS[(index + i) % DEPTHS.length],
        instruments: [symbols[(index * BOOKS_PER_CLIENT + i * 7) % symbols.length]],
      },
      () => {},
    ),
  );
  const closed = new Promise((resolve) => {
    client.on('state', (state) => {
      if (state === 'closed') resolve();
    });
  });
  return { client, subscriptions, closed, notices };
}

const clients = Array.from({ length: count }, (_, i) => startClient(from + i));
for (const { subscriptions } of clients) {
  for (const subscription of subscriptions) await subscription.ready;
}
process.send('ready');
await Promise.all(clients.map((one) => one.closed));
const report = clients.flatMap(({ client, notices }) =>
  client.replicas.map((replica, i) => ({
    name: replica.name,
    depth: Number.isFinite(replica.depth) ? replica.depth : null,
    digest: windowDigest(replica.book),
    state: replica.state,
    seq: replica.seq,
    epoch: replica.epoch,
    // The client's own counts, once per client.
    frames: i === 0 ? client.counts.frames : 0,
    gaps: i === 0 ? client.counts.gaps : 0,
    hashMismatches: i === 0 ? client.counts.hashMismatches : 0,
    notices: i === 0 ? notices.length : 0,
  })),
);
process.send(report, () => process.exit(0));
