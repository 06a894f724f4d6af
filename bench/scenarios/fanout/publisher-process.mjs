/**
 * Entry of a process that publishes: a server under test, or what feeds a broker. The load generator
 * orders over IPC: {firstSequence, payloadBytes, ticks, everyMs, burst}, answered when all is written.
 */
import { pace } from './pace.mjs';

const PUBLISHERS = {
  bookcast: './bookcast-server.mjs',
  'uws-publish': './uws-server.mjs',
  'uws-send': './uws-server.mjs',
  ws: './ws-server.mjs',
  nats: './broker-publisher.mjs',
  redis: './broker-publisher.mjs',
};

process.once('disconnect', () => process.exit(0));
const [, , variant, brokerPort] = process.argv;
const { startPublisher } = await import(PUBLISHERS[variant]);
const publisher = await startPublisher(variant, Number(brokerPort));
process.on('message', async (order) => {
  const { firstSequence, payloadBytes } = order;
  await pace(order, (from, to) =>
    publisher.publish(firstSequence + from, firstSequence + to, payloadBytes),
  );
  process.send({ published: true });
});
process.send({ port: publisher.port });
