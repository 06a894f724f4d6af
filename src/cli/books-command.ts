/** `bookcast books`: the books a recording ends with. Cold. */
import type { Command } from 'commander';
import type { ReportedBook } from '../runtime/index.js';
import { replayFile } from '../runtime/index.js';
import { addConfigOptions, configFromOptions, LANE_FLAGS } from './config-options.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { interruptSignal } from './interrupt.js';
import { alignedTable, printError, printLine } from './output.js';
import { ProgressBar } from './progress-bar.js';
import {
  addRecordingOptions,
  depthFromText,
  momentsOf,
  type RecordingFlags,
} from './recording-options.js';
import { failureLine, progressNote, refusedChangesLine } from './replay-summary.js';

interface BooksFlags extends RecordingFlags {
  readonly depth?: number;
  readonly json?: boolean;
}

const DEPTH_FOR_PEOPLE = 10;

export function addBooksCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('books')
    .description('Replay a file flat out and print the books it ends with.')
    .option(
      '--depth <n>',
      `levels a side, or "full" (default: full with --json, else ${DEPTH_FOR_PEOPLE})`,
      depthFromText,
    )
    .option('--json', 'one JSON object per instrument and line');
  addRecordingOptions(command);
  addConfigOptions(command, LANE_FLAGS);
  command.addHelpText(
    'after',
    '\nExamples:\n  bookcast books day.itch50.gz --depth 5\n  bookcast books binance.jsonl.zst --json | jq .symbol\n  bookcast books messages.log --fix-profile price',
  );
  command.action(async (file: string, flags: BooksFlags) => finish(await books(file, flags)));
}

async function books(file: string, flags: BooksFlags): Promise<ExitCode> {
  const { config } = configFromOptions({ ...flags }, LANE_FLAGS, { 'log.level': 'warn' });
  const bar = new ProgressBar(file);
  const signal = interruptSignal();
  const outcome = await replayFile({
    path: file,
    format: flags.format,
    ...momentsOf(flags),
    config,
    depth: flags.depth ?? (flags.json === true ? Infinity : DEPTH_FOR_PEOPLE),
    onProgress: (progress) => bar.update(progress.done, progress.total, progressNote(progress)),
    signal,
  });
  bar.end();
  if (flags.json === true) for (const book of outcome.books) printLine(JSON.stringify(book));
  else printLine(outcome.books.map(bookText).join('\n\n'));
  if (outcome.refusedChanges > 0) printError(refusedChangesLine(outcome.refusedChanges));
  if (outcome.failure !== undefined) {
    printError(failureLine(outcome.failure, outcome.messages));
    return EXIT.RUNTIME;
  }
  if (signal.aborted) {
    printError(`interrupted after ${outcome.messages} messages: these are the books at that point`);
    return EXIT.RUNTIME;
  }
  return EXIT.CLEAN;
}

/** Bids to the left, asks to the right, best first. */
function bookText(book: ReportedBook): string {
  const title = `${book.venue}:${book.symbol}  ${book.state}  seq ${book.seq ?? '-'}`;
  const depth = Math.max(book.bids.length, book.asks.length);
  if (depth === 0) return `${title}\n  (empty)`;
  const rows = Array.from({ length: depth }, (_, rank) => {
    const [bidPrice = '', bidQuantity = ''] = book.bids[rank] ?? [];
    const [askPrice = '', askQuantity = ''] = book.asks[rank] ?? [];
    return ['', bidQuantity, bidPrice, askPrice, askQuantity];
  });
  return `${title}\n${alignedTable([['', 'quantity', 'bid', 'ask', 'quantity'], ...rows], [false, true, true, true, true])}`;
}
