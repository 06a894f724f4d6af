/**
 * The whole pipeline flat out: ITCH file → event ring → lane → frame ring, 50 symbols, with `book`
 * at depth 50, `bbo` and `trades` of every instrument encoded although nobody listens. Several rounds of
 * `bookcast replay`, medians count; garbage collections of feed and lane beside them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBookcast } from './command.mjs';
import { hostFacts } from './host-facts.mjs';

const MESSAGES = 10_000_000;
const SYMBOLS = 50;
const ROUNDS = 5;
/** Messages of the long round whose garbage collections are counted. */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const folder = mkdtempSync(join(tmpdir(), 'bookcast-bench-'));
const file = join(folder, 'day.itch50');
try {
  await runBookcast([
    'sim',
    'itch',
    '--messages',
    String(MESSAGES),
    '--symbols',
    String(SYMBOLS),
    '--seed',
    '1',
    '--out',
    file,
  ]);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    const output = await runBookcast(['replay', file, '--speed', 'max', '--no-serve', '--json']);
    rounds.push(JSON.parse(output.trim().split('\n').at(-1)));
  }
  console.log(
    JSON.stringify({
      bench: 'pipeline',
      host: hostFacts(),
      messages: MESSAGES,
      symbols: SYMBOLS,
      messagesPerSecond: Math.round(median(rounds.map((round) => round.messagesPerSecond))),
      rounds: rounds.map((round) => Math.round(round.messagesPerSecond)),
      events: rounds[0].events,
      frames: rounds[0].frames,
      gcCount: rounds.map((round) => `feed ${round.gcCount.feed}, lane ${round.gcCount.lane}`),
    }),
  );
} finally {
  rmSync(folder, { recursive: true });
}
