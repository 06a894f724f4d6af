/**
 * Two threads, events of 64 bytes: how many a second go through, every word of every payload checked,
 * and how long a ping-pong round trip takes. The peer is what Node offers for it: postMessage.
 */
import { runPingPong } from './ring/ping-pong.mjs';
import { runThroughput } from './ring/throughput.mjs';

const variants = [
  { name: 'event-ring', title: 'event ring' },
  { name: 'post-message', title: 'postMessage' },
];

export const scenario = {
  name: 'ring',
  title: 'Event ring between two threads',
  rounds: 4,
  quickRounds: 2,
  cells: [
    {
      name: 'throughput',
      title: 'throughput, 64-byte events',
      metrics: [{ name: 'events', unit: '/s', better: 'higher' }],
      variants,
    },
    {
      name: 'ping-pong',
      title: 'ping-pong over two rings',
      metrics: [
        { name: 'round trip p50', unit: 'µs', better: 'lower' },
        { name: 'round trip p99', unit: 'µs', better: 'lower' },
      ],
      variants,
    },
  ],
};

export function sample({ cell, variant, quick }) {
  const kind = variant === 'event-ring' ? 'ring' : 'post';
  return cell.name === 'throughput' ? runThroughput(kind, quick) : runPingPong(kind, quick);
}
