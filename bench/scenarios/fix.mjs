/**
 * FIX: bytes as a socket hands them over → typed values, beside jspurefix; → events of the normalizer; and how long after
 * the socket was read the events of a message are written.
 */
import { GCProfiler } from 'node:v8';
import { eventReader } from './fix/events.mjs';
import { streamOf } from './fix/messages.mjs';
import { readerOf } from './fix/readers.mjs';
import { socketToEvent } from './fix/socket-to-event.mjs';
import { nsPerCall } from './timed-calls.mjs';

const CHUNKS = 40;
const COUNTED_PASSES = 10;

const messages = { name: 'messages', unit: '/s', better: 'higher' };
const entries = { name: 'entries', unit: '/s', better: 'higher' };
const collections = { name: 'collections', unit: 'per 1M entries', better: 'lower' };
const readers = [
  { name: 'bookcast', title: 'to typed values' },
  { name: 'validated', title: 'the same, checked with the dictionary' },
  { name: 'jspurefix', title: 'jspurefix', needs: { peer: 'jspurefix' } },
];
const normalizer = [{ name: 'bookcast', title: 'to events' }];

const readCell = (name, title, kind, metrics, quick) => ({
  name,
  title,
  kind,
  metrics,
  quick,
  variants: readers,
});

const eventCell = (name, title, kind, profile, quick) => ({
  name,
  title,
  kind,
  profile,
  quick,
  metrics: [messages, entries, collections],
  variants: normalizer,
});

export const scenario = {
  name: 'fix',
  title: 'FIX messages, one thread',
  rounds: 6,
  quickRounds: 2,
  cells: [
    readCell('session', 'session messages', 'session', [messages], false),
    readCell('request', 'MarketDataRequest', 'request', [messages], false),
    readCell('image', '35=W of 20 entries', 'image', [messages, entries], false),
    readCell('change', '35=X of 4 entries', 'change', [messages, entries], true),
    eventCell('events-id', '35=X to events, keyed by MDEntryID', 'change', { profile: 'id' }, true),
    eventCell(
      'events-price',
      '35=X to events, keyed by price',
      'levelChange',
      { profile: 'price', changeOfUnknown: 'insert' },
      false,
    ),
    eventCell('events-image', '35=W to events', 'keyedImage', { profile: 'full' }, false),
    {
      name: 'latency',
      title: 'socket read to event, 10,000 messages/s over loopback',
      quick: true,
      metrics: ['p50', 'p99', 'p99.9', 'max'].map((name) => ({
        name,
        unit: 'µs',
        better: 'lower',
      })),
      variants: [{ name: 'bookcast', title: 'session, normalizer, event' }],
    },
  ],
};

export async function sample({ cell, variant, quick }) {
  if (cell.name === 'latency') return socketToEvent({ quick });
  const { chunks, messageCount, entryCount } = streamOf(cell.kind, CHUNKS);
  const read = await (cell.profile ? eventReader(cell.profile) : readerOf(variant));
  const readChunk = (i) => read(chunks[i]);
  const chunksPerSecond = 1e9 / nsPerCall(readChunk, CHUNKS, quick);
  const metrics = { messages: (chunksPerSecond * messageCount) / CHUNKS };
  if (entryCount > 0) metrics.entries = (chunksPerSecond * entryCount) / CHUNKS;
  const perMillion = 1e6 / (entryCount * COUNTED_PASSES);
  if (cell.profile) metrics.collections = collectionsIn(readChunk) * perMillion;
  return { metrics };
}

function collectionsIn(readChunk) {
  const profiler = new GCProfiler();
  profiler.start();
  for (let pass = 0; pass < COUNTED_PASSES; pass++) for (let i = 0; i < CHUNKS; i++) readChunk(i);
  return profiler.stop().statistics.length;
}
