/**
 * Live venues under load: simulators of several venues in processes of their own, one server with a feed
 * each, clients that hold every book. At the end the markets stand still and every replica must be the
 * venue's book; meanwhile stalls must not grow and memory must stay flat. Exit code 1 when anything is
 * amiss.
 *
 *     node scripts/soak-venues.mjs [--venues kraken@100,deribit,itch-mold] [--symbols 400] [--rate 50000]
 *                                  [--seconds 300] [--clients 1] [--lanes 1] [--faults 0] [--short]
 *
 * The rate is of changes of the markets, over all venues. A venue that gathers changes makes fewer
 * messages of them, so most of the rate goes to those that tell every change.
 */
import { parseArgs } from 'node:util';
import { loadConfig, makeRunLog, NASDAQ_VENUES, SIMULATED_VENUES, startServer } from 'bookcast';
import { metric, rssMiB, samplesOf, sleep, SoakProcess, SoakReport } from './soak-report.mjs';

/** Those that tell every change at once first, those with a snapshot per symbol over REST last. */
const PREFERRED = [
  'kraken@100',
  'coinbase-l3',
  'itch-mold',
  'deribit',
  'okx',
  'bybit-linear@50',
  'binance',
];
/** Every change is a message. */
const TELLS_ALL = new Set(['coinbase-l3', 'kraken-l3', ...NASDAQ_VENUES]);
const GATHERING_WEIGHT = 0.25;
const VENUES_WANTED = 3;
const SHORT = { symbols: '24', rate: '1500', seconds: '8' };
const FAULTS = ['drop', 'disconnect', 'garbage', 'disconnect-mid-message', 'reorder'];
const SAMPLES = 20;
/** Growth of memory between the second and the last quarter of the run that is no leak. */
const RSS_GROWTH_LIMIT = 1.1;
const RSS_GROWTH_MIB_LIMIT = 24;

const simulated = [...SIMULATED_VENUES, ...NASDAQ_VENUES];
const present = PREFERRED.filter((venue) => simulated.includes(venue.split('@')[0]));
const { values } = parseArgs({
  options: {
    venues: { type: 'string', default: present.slice(0, VENUES_WANTED).join() },
    symbols: { type: 'string' },
    rate: { type: 'string' },
    seconds: { type: 'string' },
    clients: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '1' },
    faults: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
  },
});
const usual = values.short ? SHORT : { symbols: '400', rate: '50000', seconds: '300' };
const number = (name) => Number(values[name] ?? usual[name]);
const [venues, depths] = [0, 1].map((part) =>
  values.venues.split(',').map((venue) => venue.split('@')[part]),
);
const [symbols, rate, seconds] = [number('symbols'), number('rate'), number('seconds')];
const RESYNCS = 'bookcast_venue_resyncs_total';
const report = new SoakReport();

/** Of a total, as whole numbers, what each venue gets by its weight. */
const parts = (total, weights) => {
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  const upTo = (count) =>
    Math.floor((total * weights.slice(0, count).reduce((sum, each) => sum + each, 0)) / whole);
  return weights.map((_, i) => upTo(i + 1) - upTo(i));
};
const symbolParts = parts(
  symbols,
  venues.map(() => 1),
);
const rateParts = parts(
  rate,
  venues.map((venue) => (TELLS_ALL.has(venue) ? 1 : GATHERING_WEIGHT)),
);

const simulators = venues.map(
  (venue, i) =>
    new SoakProcess('soak-venue-simulator.mjs', {
      venue,
      symbols: symbolParts[i],
      rate: rateParts[i],
      seed: number('seed') + i,
    }),
);
const listening = await Promise.all(simulators.map((simulator) => simulator.answer()));
const { config } = loadConfig({
  preset: {
    'gateway.port': 0,
    lanes: number('lanes'),
    sources: listening.map(({ source }, i) =>
      depths[i] === undefined ? source : source.replace('?', `@${depths[i]}?`),
    ),
    'feeds.firstInstrumentMsLimit': 60_000,
    'log.level': 'warn',
  },
});
const server = await startServer({ config, log: makeRunLog(config.log) });
const failed = server.failed.then((error) =>
  report.check(false, `the run goes on: ${error.message}`),
);
const clients = new SoakProcess('soak-venue-clients.mjs', {
  url: server.webSocketUrl,
  depths: Object.fromEntries(venues.map((venue, i) => [venue, Number(depths[i] ?? 0)])),
  count: number('clients'),
  symbols,
});
const begun = await clients.answer();
report.check(
  begun.live,
  `${begun.replicas} replicas are live${begun.live ? '' : `, but for ${begun.notLive.slice(0, 5).join('; ')}`}`,
);
console.log(
  `${symbols} symbols of ${venues.join(', ')}; ${rate} changes/s wanted for ${seconds} s, ${number('faults')} faults`,
);

/** What a feed of NASDAQ counts itself are packets. */
const messagesIn = (text) =>
  venues.reduce((sum, venue, feed) => {
    const own = text
      .split('\n')
      .filter((line) => line.includes(`feed="${feed}"`))
      .join('\n');
    const name = NASDAQ_VENUES.includes(venue) ? 'venue_line_first' : 'feed_messages';
    return sum + metric(own, `bookcast_${name}_total`);
  }, 0);
const sample = () => {
  const text = server.metricsText();
  return {
    messages: messagesIn(text),
    stalls: metric(text, 'bookcast_feed_stalls_total'),
    queued: metric(text, 'bookcast_venue_queued_inputs'),
    rss: rssMiB(),
  };
};
const samples = [sample()];
const resyncsBefore = metric(server.metricsText(), RESYNCS);
const sliceMs = (seconds * 1000) / SAMPLES;
const faultEvery =
  number('faults') === 0 ? Infinity : Math.max(1, Math.floor(SAMPLES / number('faults')));
for (let slice = 0; slice < SAMPLES; slice++) {
  if (slice % faultEvery === 0 && slice > 0) {
    const kind = FAULTS[(slice / faultEvery) % FAULTS.length];
    await simulators[slice % simulators.length].ask({ kind: 'fault', fault: { kind } });
  }
  await Promise.race([sleep(sliceMs), failed]);
  samples.push(sample());
}

const stopped = await Promise.all(simulators.map((simulator) => simulator.ask({ kind: 'stop' })));
const books = Object.fromEntries(
  stopped.flatMap((one, i) =>
    Object.entries(one.books).map(([symbol, book]) => [`${venues[i]}:${symbol}`, book]),
  ),
);
const end = await clients.ask({ books });
const metrics = server.metricsText();
await clients.stop();
const outcome = await server.stop();
await Promise.all(simulators.map((simulator) => simulator.stop()));

const mean = (list) => list.reduce((total, value) => total + value, 0) / list.length;
const quarter = (index, name) =>
  samples
    .slice(Math.floor((samples.length * index) / 4), Math.floor((samples.length * (index + 1)) / 4))
    .map((one) => one[name]);
const rssBefore = mean(quarter(1, 'rss'));
const rssAfter = mean(quarter(3, 'rss'));
const half = samples[SAMPLES >> 1].stalls - samples[0].stalls;
const later = samples.at(-1).stalls - samples[SAMPLES >> 1].stalls;
const perSecond = Math.round((samples.at(-1).messages - samples[0].messages) / seconds);
const faultCount = stopped.reduce((total, { committed }) => total + committed, 0);

report.check(end.replicas === symbols * number('clients'), `${end.replicas} replicas report`);
report.check(
  end.unequal.length === 0,
  `every replica is the venue's book (${end.unequal.length} are not${end.unequal.length > 0 ? `: ${end.unequal.slice(0, 5).join('; ')}` : ''})`,
);
report.check(
  end.gaps + end.hashMismatches + end.misfits === 0,
  `no gap, mismatch or misfit at any client (${end.frames.toLocaleString('en')} frames)`,
);
report.check(outcome.failure === undefined, 'the run ended well');
report.check(
  outcome.verifyFailures === 0 || faultCount > 0,
  `no venue contradicted a book: ${outcome.verified.toLocaleString('en')} verified, ${outcome.unverifiable.toLocaleString('en')} unverifiable, ${outcome.verifyFailures} failures`,
);
// What a slow start needed is no fault of the run.
const resyncs = metric(metrics, RESYNCS) - resyncsBefore;
report.check(
  faultCount > 0 || resyncs === 0,
  `${faultCount} faults, ${outcome.gaps} gaps; ${resyncs} books were rebuilt since all were live (in all: ${samplesOf(metrics, RESYNCS)})`,
);
report.check(
  later <= half,
  `stalls do not grow: ${half} in the first half, ${later} in the second`,
);
report.check(
  rssAfter <= Math.max(rssBefore * RSS_GROWTH_LIMIT, rssBefore + RSS_GROWTH_MIB_LIMIT),
  `memory is flat: RSS ${Math.round(rssBefore)} MiB in the second quarter, ${Math.round(rssAfter)} in the last`,
);
console.log(
  `messages ${samples.at(-1).messages.toLocaleString('en')}, ${perSecond.toLocaleString('en')} a second; queued at the end ${samples.at(-1).queued}; refused ${metric(metrics, 'bookcast_venue_refused_messages_total')}, laps ${metric(metrics, 'bookcast_gateway_laps_total')}; garbage collections: feeds ${outcome.gcCount.feed}, lanes ${outcome.gcCount.lane}; RSS MiB ${samples.map(({ rss }) => rss).join(' ')}`,
);
report.finish('soak of venues');
