/** `bookcast sim`: recordings made by the exchange simulator. Cold. */
import type { Command } from 'commander';
import { generateRecording } from '../runtime/index.js';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { countText, printLine } from './output.js';
import { ProgressBar } from './progress-bar.js';
import { addSimFixCommand } from './sim-fix-command.js';
import { addSimNasdaqCommands } from './sim-nasdaq-command.js';
import { addSimVenueCommands } from './sim-venue-command.js';
import { wholeNumber } from './whole-number.js';

interface ItchFlags {
  readonly messages: number;
  readonly symbols: number;
  readonly seed: number;
  readonly rate: number;
  readonly out: string;
}

export function addSimCommand(program: Command, finish: (code: ExitCode) => void): void {
  const sim = program
    .command('sim')
    .description('Recordings of the exchange simulator, and simulators of venues.');
  sim
    .command('itch')
    .description('Write a NASDAQ ITCH 5.0 file; the same options give the same bytes.')
    .requiredOption(
      '--messages <n>',
      'messages in the file (required)',
      wholeNumber('--messages', 1, 1e12),
    )
    .option('--symbols <n>', 'instruments', wholeNumber('--symbols', 1, 8192), 50)
    .option('--seed <n>', 'seed of the order flow', wholeNumber('--seed', 0, 4_294_967_295), 1)
    .option(
      '--rate <n>',
      'messages per second, as the timestamps have it',
      wholeNumber('--rate', 1, 10_000_000),
      20_000,
    )
    .requiredOption('--out <file>', 'where to write (required); an existing file is replaced')
    .addHelpText(
      'after',
      '\nExample:\n  bookcast sim itch --messages 1000000 --symbols 50 --seed 1 --out day.itch50',
    )
    .action(async (flags: ItchFlags) => finish(await simItch(flags)));
  addSimNasdaqCommands(sim, finish);
  addSimFixCommand(sim, finish);
  addSimVenueCommands(sim, finish);
}

async function simItch(flags: ItchFlags): Promise<ExitCode> {
  const bar = new ProgressBar(flags.out);
  try {
    const bytes = await generateRecording({
      path: flags.out,
      messages: flags.messages,
      symbols: flags.symbols,
      seed: flags.seed,
      messagesPerSecond: flags.rate,
      onProgress: (messages) =>
        bar.update(messages, flags.messages, `${countText(messages)} messages`),
    });
    bar.end();
    printLine(`${flags.out}: ${countText(flags.messages)} messages, ${countText(bytes)} bytes`);
    return EXIT.CLEAN;
  } catch (error) {
    // The generator's own limits depend on one another: it knows them, we do not repeat them.
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}
