/** `bookcast sim itch-mold` and `itch-soup`: NASDAQ on loopback, to try a feed without one. Until a signal. Cold. */
import type { Command } from 'commander';
import { NASDAQ_VENUES, startNasdaq } from '../runtime/index.js';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { onStopSignals } from './interrupt.js';
import { printLine } from './output.js';
import { wholeNumber } from './whole-number.js';

interface NasdaqFlags {
  readonly symbols: number;
  readonly seed: number;
  readonly rate: number;
  readonly port: number;
  readonly user?: string;
  readonly loss?: number;
  readonly interface?: string;
  readonly unicast?: string;
}

const DESCRIPTIONS = {
  'itch-mold':
    'Start a simulator of NASDAQ ITCH over MoldUDP64: lines A and B, a request server, GLIMPSE.',
  'itch-soup': 'Start a simulator of NASDAQ ITCH over SoupBinTCP, with GLIMPSE.',
} as const;

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value < 1)) {
    throw new UsageError(`--loss ${text}: expected a share of the packets, 0 to 0.99`);
  }
  return value;
}

export function addSimNasdaqCommands(sim: Command, finish: (code: ExitCode) => void): void {
  for (const venue of NASDAQ_VENUES) {
    const command = sim
      .command(venue)
      .description(DESCRIPTIONS[venue])
      .option('--symbols <n>', 'instruments', wholeNumber('--symbols', 1, 8192), 10)
      .option('--seed <n>', 'seed of the order flow', wholeNumber('--seed', 0, 4_294_967_295), 1)
      .option('--rate <n>', 'messages per second', wholeNumber('--rate', 1, 1_000_000), 2_000)
      .option(
        '--port <n>',
        'TCP port for faults on demand; 0 takes any free one',
        wholeNumber('--port', 0, 65_535),
        0,
      )
      .option('--user <name>', 'the user that may log in, at most 6 characters (default: sim)');
    if (venue === 'itch-mold') {
      command
        .option('--loss <share>', 'share of the packets that each line loses, 0 to 0.99', share)
        .option('--interface <ip>', 'interface for multicast (default: 127.0.0.1)')
        .option('--unicast <ip>', 'where there is no multicast: send both lines to this address');
    }
    command
      .addHelpText('after', `\nExample:\n  bookcast sim ${venue} --symbols 10 --rate 2000`)
      .action(async (flags: NasdaqFlags) => finish(await simNasdaq(venue, flags)));
  }
}

async function simNasdaq(
  venue: (typeof NASDAQ_VENUES)[number],
  { symbols, rate, ...flags }: NasdaqFlags,
): Promise<ExitCode> {
  const simulator = await startNasdaq({
    ...flags,
    venue,
    symbolCount: symbols,
    messagesPerSecond: rate,
  });
  printLine(`${venue} with ${symbols} instruments is there. In another terminal:`);
  printLine(`  bookcast serve --source '${simulator.sourceText}'`);
  printLine(`  curl '${simulator.faultUrl}?kind=hole'      (an unknown kind lists them all)`);
  await new Promise<void>((resolve) => onStopSignals(() => resolve()));
  await simulator.close();
  return EXIT.CLEAN;
}
