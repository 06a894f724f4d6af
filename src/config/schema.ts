/**
 * Every setting of the server: name with its unit, range, default, and what happens at the limit.
 * The one source from which variables, flags, `config print` and the checks are made. Cold.
 */
import { z } from 'zod';
import { feeds } from './feeds-schema.js';
import { fix } from './fix-schema.js';
import { fixServer } from './fix-server-schema.js';
import { latency } from './latency-schema.js';
import { record } from './record-schema.js';
import { MOMENT_PATTERN } from './moment.js';
import { choice, instrumentList, integer, powerOfTwo, text, textList, wordList } from './leaf.js';
import { SPEED_PATTERN } from './speed.js';
import { threads } from './threads-schema.js';

const simulator = z.strictObject({
  symbols: integer(1, 8192, 'symbols', 50, 'Instruments of the embedded exchange simulator.'),
  messagesPerSecond: integer(
    1,
    10_000_000,
    'messages per second',
    20_000,
    'Mean rate of the simulator over all symbols; arrivals come in bursts.',
  ),
  seed: integer(
    0,
    4_294_967_295,
    '',
    1,
    'Seed of the order flow: the same seed is the same market.',
  ),
});

const file = z.strictObject({
  path: text(/^[\s\S]*$/, 'a path', '', 'Recording to serve when source.kind is "file".'),
  format: choice(
    ['auto', 'bookcast', 'itch50', 'captures', 'fix'],
    'auto',
    'Format of the recording; auto looks at its first bytes.',
  ),
  speed: text(
    SPEED_PATTERN,
    '"max" or a factor such as "1x" or "2.5x"',
    '1x',
    'How fast the recording runs; max waits for slow readers instead of losing frames.',
  ),
  date: text(
    /^(\d{4}-\d{2}-\d{2})?$/,
    'a date as YYYY-MM-DD',
    '',
    'Trading day of a file that only knows nanoseconds since midnight (ITCH); empty: unknown.',
  ),
  from: text(
    MOMENT_PATTERN,
    'a time such as "2026-11-21T09:30:00Z" or "+15m" after the beginning',
    '',
    'Moment of a Bookcast recording from which it runs at its speed; what was before is replayed at once.',
  ),
  to: text(
    MOMENT_PATTERN,
    'a time such as "2026-11-21T09:30:00Z" or "+15m" after the beginning',
    '',
    'Moment of a Bookcast recording at which its replay ends.',
  ),
  fixProfile: text(
    /^[a-z]*$/,
    'the name of a profile such as "price"',
    '',
    'How the counterparties of a FIX log speak that no ready profile knows; empty: what their messages look like.',
  ),
});

const source = z.strictObject({
  kind: choice(['simulator', 'file'], 'simulator', 'Where market data comes from.'),
  simulator,
  file,
});

const sources = wordList(
  'a list of sources such as "binance:BTCUSDT,ETHUSDT", "kraken:BTC/USD@100?lines=2", "simulator" or "file:PATH"',
  'Venues, recordings and simulators to serve, each with a feed thread of its own; empty: the one that source.* describes.',
);

const lane = z.strictObject({
  cut: choice(
    ['batch', 'message'],
    'batch',
    'batch merges what is waiting into one delta per stream; message cuts a delta per venue message.',
  ),
  batchEventLimit: integer(
    1,
    1_048_576,
    'events',
    8_192,
    'Events applied before deltas are cut; the rest waits in the ring.',
  ),
  batchUsLimit: integer(
    1,
    1_000_000,
    'microseconds',
    500,
    'Time spent on one batch before deltas are cut; the rest waits in the ring.',
  ),
  hashEvery: integer(
    1,
    1_000_000,
    'deltas',
    16,
    'Every Nth delta of a book stream carries a book hash; images always do.',
  ),
  heartbeatMsLimit: integer(
    20,
    60_000,
    'milliseconds',
    60,
    'A lane that works for this long on a core without a sign of life is cut off and restarted; one that sleeps, after two and a half times as long (both 100 times as long where its books could not be rebuilt).',
  ),
  restartLimitPerMinute: integer(
    0,
    1_000,
    'restarts',
    10,
    'Restarts of lanes within a minute; one more ends the run with exit code 1.',
  ),
});

const wait = z.strictObject({
  strategy: choice(
    ['spin-then-park', 'spin'],
    'spin-then-park',
    'How lanes wait for events: spin burns a core each, spin-then-park sleeps when idle.',
  ),
  spinTurns: integer(
    0,
    10_000_000,
    'turns',
    200,
    'Empty looks at the rings before a lane parks (spin-then-park).',
  ),
  feedSpinUs: integer(
    0,
    1_000_000,
    'microseconds',
    100,
    'A paced feed waits spinning for a message that is due within this, and sleeps for later ones.',
  ),
  gatewaySpinTurns: integer(
    0,
    1_000_000,
    'turns',
    20,
    'Empty event loop turns before a gateway parks at its doorbell.',
  ),
  gatewayBlockUs: integer(
    0,
    10_000,
    'microseconds',
    250,
    'While data flows, a gateway sleeps for at most this long without a look at its sockets, which wakes it sooner; 0 never does.',
  ),
});

const gateway = z.strictObject({
  host: text(
    /^\S+$/,
    'a host name or address',
    '127.0.0.1',
    'Address to listen on; loopback unless told otherwise.',
  ),
  port: integer(0, 65_535, '', 8080, 'TCP port; 0 takes any free one.'),
  connectionLimit: integer(
    1,
    1_000_000,
    'connections',
    10_000,
    'WebSocket clients per gateway; one more is refused with 503.',
  ),
  subscriptionLimit: integer(
    1,
    1_000_000,
    'streams',
    4_096,
    'Streams one client may hold; more are refused with an error.',
  ),
  requestBytesLimit: integer(
    256,
    1_048_576,
    'bytes',
    16_384,
    'Longest control request; a longer one gets an error and a close.',
  ),
  requestsPerSecondLimit: integer(
    1,
    100_000,
    'requests per second',
    50,
    'Control requests of one client, with a burst of twice that; more are refused, then the client is closed.',
  ),
  backlogBytesLimit: integer(
    4_096,
    1_073_741_824,
    'bytes',
    1_048_576,
    'Unsent bytes of a client above which its deltas are dropped for a later image.',
  ),
  socketBytesLimit: integer(
    65_536,
    1_073_741_824,
    'bytes',
    67_108_864,
    'Unsent bytes of a client at which its socket drops a write; half of it is the largest image.',
  ),
  evictionMsLimit: integer(
    100,
    3_600_000,
    'milliseconds',
    10_000,
    'Age of the oldest unsent byte at which a slow client is closed.',
  ),
  reportMsMin: integer(
    10,
    60_000,
    'milliseconds',
    100,
    'Shortest interval of latency reports a client may ask for; a shorter one is refused with an error.',
  ),
  heartbeatMs: integer(
    100,
    600_000,
    'milliseconds',
    1_000,
    'Silence after which a client gets a heartbeat frame.',
  ),
  cacheBytesLimit: integer(
    65_536,
    1_073_741_824,
    'bytes per stream',
    1_048_576,
    'Bytes of deltas kept behind the image of a stream; beyond it joiners wait for a new image.',
  ),
  idleTimeoutSeconds: integer(
    8,
    960,
    'seconds',
    120,
    'Time without a sign of life (a pong is one) after which a connection is closed.',
  ),
  messageBytesLimit: integer(
    4_096,
    16_777_216,
    'bytes',
    262_144,
    'Longest WebSocket message to a client, a single larger frame excepted; the rest follows in the next.',
  ),
  pollBytesLimit: integer(
    65_536,
    67_108_864,
    'bytes',
    1_048_576,
    'Bytes taken from a frame ring in one go; the rest waits for the next turn.',
  ),
  instruments: instrumentList(
    'What WebSocket clients may subscribe to and see listed; empty: everything. Others are refused with not-allowed.',
  ),
  allowedOrigins: textList(
    'a list of origins such as "https://desk.example", or "*" for all',
    'Origins of other hosts whose pages may connect; others are refused.',
  ),
  closeGraceMs: integer(
    0,
    3_000,
    'milliseconds',
    100,
    'Time clients get to read the close at shutdown before their sockets are cut.',
  ),
});

const rings = z.strictObject({
  eventSlotCount: powerOfTwo(
    256,
    16_777_216,
    'slots of 64 bytes',
    65_536,
    'Event ring of one feed; when it is full the feed waits.',
  ),
  frameBytes: powerOfTwo(
    65_536,
    1_073_741_824,
    'bytes',
    16_777_216,
    'Frame ring of one lane; a gateway that is overtaken takes fresh images.',
  ),
  instrumentLimit: integer(
    1,
    65_536,
    'instruments',
    8_192,
    'Rows of the instrument table; an instrument beyond it is refused.',
  ),
});

const log = z.strictObject({
  level: choice(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'Least severe log line that is written.',
  ),
  format: choice(
    ['auto', 'text', 'json'],
    'auto',
    'Log lines on stderr: text on a terminal and JSON elsewhere (auto), or always one of them.',
  ),
});

const metrics = z.strictObject({
  intervalMs: integer(
    100,
    60_000,
    'milliseconds',
    1_000,
    'How often /metrics is rendered and latency percentiles are taken.',
  ),
});

export const configSchema = z.strictObject({
  sources,
  source,
  lanes: integer(1, 64, 'lanes', 1, 'Book worker threads; instruments are spread over them.'),
  gateways: integer(1, 16, 'gateways', 1, 'Threads that serve clients.'),
  gateway,
  feeds,
  fix,
  fixServer,
  lane,
  wait,
  threads,
  rings,
  log,
  metrics,
  latency,
  record,
});

export type BookcastConfig = z.infer<typeof configSchema>;
