/**
 * NASDAQ over MoldUDP64 under loss: line A and line B each lose a fifth of their packets, at random and
 * independently, and the re-request server fills what both lost. After so many messages nothing may be
 * missing, and every replica must be the market's book. Exit code 1 when anything is amiss.
 *
 *     node scripts/soak-mold.mjs [--messages 10000000] [--symbols 50] [--rate 50000] [--loss 0.2] [--short]
 */
import { parseArgs } from 'node:util';
import { loadConfig, makeRunLog, startServer } from 'bookcast';
import { metric, rssMiB, samplesOf, sleep, SoakProcess, SoakReport } from './soak-report.mjs';

const VENUE = 'itch-mold';
const { values } = parseArgs({
  options: {
    messages: { type: 'string' },
    symbols: { type: 'string', default: '50' },
    rate: { type: 'string' },
    loss: { type: 'string', default: '0.2' },
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
  },
});
const usual = values.short
  ? { messages: '20000', rate: '3000' }
  : { messages: '10000000', rate: '50000' };
const number = (name) => Number(values[name] ?? usual[name]);
const [wanted, symbols] = [number('messages'), number('symbols')];
const LOOK_MS = 200;
/** Longer than the usual: it is losses that are looked for, not how soon a starved host gives up. */
const PATIENT = 'gapHoldMs=10000';
/** A run that takes so many times as long as the rate says has come to a halt. */
const PATIENCE = 10;
const RESYNCS = 'bookcast_venue_resyncs_total';
const report = new SoakReport();

const simulator = new SoakProcess('soak-venue-simulator.mjs', {
  venue: VENUE,
  symbols,
  rate: number('rate'),
  seed: number('seed'),
  loss: number('loss'),
});
const { source } = await simulator.answer();
const { config } = loadConfig({
  preset: { 'gateway.port': 0, sources: [`${source}&${PATIENT}`], 'log.level': 'warn' },
});
const server = await startServer({ config, log: makeRunLog(config.log) });
let failure;
void server.failed.then((error) => (failure = error.message));
const clients = new SoakProcess('soak-venue-clients.mjs', {
  url: server.webSocketUrl,
  depths: { [VENUE]: 0 },
  count: 1,
  symbols,
});
const begun = await clients.answer();
report.check(begun.live, `${begun.replicas} replicas are live`);
console.log(
  `${wanted.toLocaleString('en')} messages at ${number('rate').toLocaleString('en')}/s, each line loses ${number('loss') * 100} %`,
);

const rss = [rssMiB()];
const limitMs = (wanted / number('rate')) * 1000 * PATIENCE;
const startedMs = performance.now();
/** ITCH messages; the feed's own count is of packets. */
const messages = () => metric(server.metricsText(), 'bookcast_venue_line_first_total');
let [seen, told] = [messages(), 0];
while (seen < wanted && failure === undefined && performance.now() - startedMs < limitMs) {
  await sleep(LOOK_MS);
  seen = messages();
  if (seen < told) continue;
  rss.push(rssMiB());
  told = seen + wanted / 20;
}
const seconds = (performance.now() - startedMs) / 1000;
report.check(failure === undefined, `the run goes on${failure ? `: ${failure}` : ''}`);
report.check(seen >= wanted, `${seen.toLocaleString('en')} messages were handed on`);

const { books } = await simulator.ask({ kind: 'stop' });
const named = Object.fromEntries(
  Object.entries(books).map(([symbol, book]) => [`${VENUE}:${symbol}`, book]),
);
const end = await clients.ask({ books: named });
const metrics = server.metricsText();
const line = (name, letter) =>
  metric(
    metrics
      .split('\n')
      .filter((text) => text.includes(`line="${letter}"`))
      .join('\n'),
    `bookcast_venue_line_${name}_total`,
  );
await clients.stop();
const outcome = await server.stop();
await simulator.stop();

/** Who joins in mid-session begins with an image: nothing was lost by that. */
const sinceJoined = metrics
  .split('\n')
  .filter((text) => !text.includes('reason="awaiting-image"'))
  .join('\n');
const resyncs = metric(sinceJoined, RESYNCS);
report.check(
  resyncs === 0,
  `nothing was lost: ${outcome.gaps.toLocaleString('en')} holes of both lines, ${resyncs} books had to be rebuilt${samplesOf(sinceJoined, RESYNCS)}`,
);
report.check(
  end.replicas === symbols && end.unequal.length === 0,
  `every replica is the market's book (${end.unequal.length} of ${end.replicas} are not${end.unequal.length > 0 ? `: ${end.unequal.slice(0, 5).join('; ')}` : ''})`,
);
report.check(
  end.gaps + end.hashMismatches + end.misfits === 0,
  `no gap, mismatch or misfit at the client (${end.frames.toLocaleString('en')} frames)`,
);
for (const letter of ['A', 'B']) {
  report.check(
    number('loss') === 0 || line('lost', letter) > 0,
    `line ${letter}: ${line('messages', letter).toLocaleString('en')} came, ${line('first', letter).toLocaleString('en')} of them first, ${line('lost', letter).toLocaleString('en')} were missing`,
  );
}
console.log(
  `${Math.round(seen / seconds).toLocaleString('en')} messages/s; stalls ${outcome.stalls}; RSS MiB ${rss.join(' ')}`,
);
report.finish('soak of MoldUDP64');
