/**
 * Clients of a venue soak, in a process of their own: each holds every book of every venue, and says at
 * the end which of them are not the venue's. Started by the soaks only.
 */
import { connect } from 'bookcast/client';

/** By venue: levels a side that its books have, 0 for all. */
const { url, depths, count, symbols } = JSON.parse(process.argv[2]);
const patterns = Object.keys(depths).map((venue) => `${venue}:*`);
const LOOK_MS = 50;
const WAIT_MS_LIMIT = 150_000;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const clients = Array.from({ length: count }, () => {
  const client = connect(url);
  client.on('error', (error) => console.error(`${error.code} ${error.message}`));
  const subscription = client.subscribe(
    { channel: 'book', depth: 'full', instruments: patterns },
    () => {},
  );
  return { client, subscription };
});
const streams = () => clients.flatMap(({ subscription }) => subscription.streams);
const isLive = (stream) => stream.inSync && stream.state === 'LIVE';

/** @returns whether it came true in time. */
async function until(condition) {
  for (let waitedMs = 0; !condition(); waitedMs += LOOK_MS) {
    if (waitedMs >= WAIT_MS_LIMIT) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

const equalSide = (levels, expected, depth) => {
  const shown = expected.slice(0, depth);
  return (
    levels.length === shown.length &&
    levels.every(({ ticks, lots }, i) => ticks === shown[i][0] && lots === shown[i][1])
  );
};

/** Why a replica is not the venue's book; undefined when it is. */
function difference(stream, books) {
  const expected = books[`${stream.venue}:${stream.symbol}`];
  if (expected === undefined) return 'nobody knows it';
  if (!isLive(stream)) return `${stream.sync} ${stream.state} ${stream.reason}`;
  const depth = depths[stream.venue] || stream.instrument.depthLimit || Infinity;
  const [bids, asks] = expected;
  const { book } = stream;
  return equalSide(book.bidLevels(), bids, depth) && equalSide(book.askLevels(), asks, depth)
    ? undefined
    : `levels differ at seq ${stream.seq}, venue sequence ${stream.sourceSequence}`;
}

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ books }) => {
  const unequal = () =>
    streams().flatMap((stream) => {
      const why = difference(stream, books);
      return why === undefined ? [] : [`${stream.name}: ${why}`];
    });
  await until(() => unequal().length === 0);
  const sum = (name) => clients.reduce((total, { client }) => total + client.counts[name], 0);
  process.send({
    replicas: streams().length,
    unequal: unequal(),
    frames: sum('frames'),
    gaps: sum('gaps'),
    hashMismatches: sum('hashMismatches'),
    misfits: sum('misfits'),
  });
});
const live = await until(() => streams().length === symbols * count && streams().every(isLive));
process.send({
  live,
  replicas: streams().length,
  notLive: streams()
    .filter((stream) => !isLive(stream))
    .map(({ name, state, reason, sync }) => `${name}: ${sync} ${state} ${reason}`),
});
