/** SDK clients, each with some books at depth 10, that measure latency from the moment a message was due. */
import { load } from '../harness/build-under-test.mjs';

const INSTRUMENTS_PER_CLIENT = 5;
const us = (ns) => ns / 1e3;

/** @returns {latencyUs, reset, check, close} over `count` clients of a server that startServer() gave. */
export async function connectClients(server, count) {
  const { connect } = await load('client/index.js');
  const { instruments } = await (await fetch(`${server.url}/instruments`)).json();
  const names = instruments.map(({ venue, symbol }) => `${venue}:${symbol}`);
  const clients = await Promise.all(
    Array.from({ length: count }, async (_, i) => {
      const client = connect(`ws://127.0.0.1:${server.port}`);
      const wanted = Array.from(
        { length: INSTRUMENTS_PER_CLIENT },
        (_, k) => names[(i * INSTRUMENTS_PER_CLIENT + k) % names.length],
      );
      await client.subscribe({ channel: 'book', depth: 10, instruments: wanted }, () => {}).ready;
      return client;
    }),
  );
  return {
    reset() {
      for (const client of clients) client.latency.reset();
    },
    /** Percentiles over all clients, in µs. @throws when a replica was wrong or had a gap. */
    latencyUs() {
      const [first, ...others] = clients;
      for (const client of others) first.latency.add(client.latency);
      const { count: updates, ...ns } = first.latency.percentiles();
      if (updates === 0) throw new Error('no update reached any client');
      for (const { counts } of clients) {
        if (counts.hashMismatches > 0) throw new Error(`${counts.hashMismatches} hash mismatches`);
      }
      return {
        updates,
        gaps: clients.reduce((sum, client) => sum + client.counts.gaps, 0),
        metrics: {
          p50: us(ns.p50Ns),
          p90: us(ns.p90Ns),
          p99: us(ns.p99Ns),
          'p99.9': us(ns.p999Ns),
          'p99.99': us(ns.p9999Ns),
          max: us(ns.maxNs),
        },
      };
    },
    close() {
      for (const client of clients) client.close();
    },
  };
}

export const LATENCY_METRICS = ['p50', 'p90', 'p99', 'p99.9', 'p99.99', 'max'].map((name) => ({
  name,
  unit: 'µs',
  better: 'lower',
}));
