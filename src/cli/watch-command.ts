/** `bookcast watch`: a live ladder in the terminal, through the client SDK. Cold. */
import { Option, type Command } from 'commander';
import {
  connect,
  type BookcastClient,
  type LatencyReport,
  type StreamReplica,
  type Update,
} from '../client/index.js';
import { startTickLog, type TickLog } from '../latency/tick-log.js';
import { isWildcard, parsePattern } from '../market/instrument-pattern.js';
import type { DepthName } from '../market/stream.js';
import { PRODUCT_VERSION } from '../runtime/index.js';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { onStopSignals } from './interrupt.js';
import { bookJson, COLORED, ladderLines, PLAIN, updateLine } from './ladder-view.js';
import { latencyBlock } from './latency-view.js';
import { showLive } from './live-screen.js';
import { printError, printLine } from './output.js';
import { watchLatency, watchReports, type Watched } from './watch-latency.js';

interface WatchFlags {
  readonly url: string;
  readonly depth: string;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly latency?: boolean;
  readonly latencyLog?: string;
}

const SHOWN_LEVELS_MAX = 20;
/** Lines of the screen that are no levels: the head, the spread, the latency block and what is between them. */
const OTHER_LINES = 11;

const EXAMPLES = `
Examples:
  bookcast watch                          the first instrument of the server
  bookcast watch sim:AAPL --depth 50
  bookcast watch itch:AAPL --once --json  one image, then end
  bookcast watch sim:AAPL | grep STALE    a line per update where the output is no terminal
  bookcast watch 'sim:*' --latency        how fast this connection is served, and what became of its deltas
  bookcast watch --latency --json         one JSON line a second`;

export function addWatchCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('watch')
    .description('Show the book of an instrument as a ladder that updates in place.')
    .argument(
      '[instrument]',
      'venue:symbol, with --latency also venue:* or * (default: the first one of the server)',
    )
    .option('--url <url>', 'WebSocket address of the server', 'ws://127.0.0.1:8080')
    .addOption(
      new Option('--depth <depth>', 'levels a side')
        .choices(['1', '10', '50', 'full'])
        .default('10'),
    )
    .option('--once', 'print one image, or one report, and end')
    .option(
      '--json',
      'one JSON line per image or update, as `bookcast books --json` has it, or per report',
    )
    .option(
      '--latency',
      'no ladder: percentiles, stage by stage, and the delivery ledger of this connection',
    )
    .option(
      '--latency-log <file>',
      'write what this client measures, tick to client, as a HdrHistogram log; a new file',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (instrument: string | undefined, flags: WatchFlags) => {
      finish(await watch(instrument, flags));
    });
}

async function watch(instrument: string | undefined, flags: WatchFlags): Promise<ExitCode> {
  const pattern = instrument === undefined ? undefined : parsePattern(instrument);
  if (flags.latency !== true && pattern !== undefined && isWildcard(pattern)) {
    throw new UsageError(
      `${instrument}: a ladder shows one instrument, venue:symbol; only --latency takes several`,
    );
  }
  const name = instrument ?? (await firstInstrument(flags.url));
  if (name === undefined) {
    printError(`${flags.url}: the server has no instruments yet`);
    return EXIT.RUNTIME;
  }
  const depth: DepthName = flags.depth === 'full' ? 'full' : (Number(flags.depth) as DepthName);
  const client = connect(flags.url, { reconnect: { enabled: flags.once !== true } });
  const tickLog = logTicks(client, flags.latencyLog);
  const refused = new Promise<ExitCode>((resolve) => {
    let wasOpen = false;
    client.on('state', (state) => (wasOpen ||= state === 'open'));
    client.on('error', (error) => {
      // Once it has worked, a lost connection comes back by itself.
      if (wasOpen && error.code === 'socket') return;
      printError(`${flags.url}: ${error.message}${wasOpen ? '' : ' (is the server running?)'}`);
      resolve(EXIT.RUNTIME);
    });
  });
  const stopped = new Promise<ExitCode>((resolve) => onStopSignals(() => resolve(EXIT.CLEAN)));
  const watched = start(client, name, depth, flags);
  const code = await Promise.race([watched.ended, refused, stopped]);
  tickLog?.close();
  watched.leave();
  client.close();
  return code;
}

function logTicks(client: BookcastClient, path: string | undefined): TickLog | undefined {
  if (path === undefined) return undefined;
  try {
    return startTickLog({
      path,
      writtenBy: `Bookcast ${PRODUCT_VERSION} watch`,
      latency: client.latency,
      onError: (error) => printError(`${path}: ${error.message}; the latency log ends here`),
    });
  } catch (error) {
    client.close();
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? 'the file exists; name a new one' : message;
    throw new UsageError(`--latency-log ${path}: ${why}`);
  }
}

function start(client: BookcastClient, name: string, depth: DepthName, flags: WatchFlags): Watched {
  const { url, once = false, json = false } = flags;
  if (flags.latency === true) return watchLatency(client, { name, depth, url, once, json });
  return once ? showOnce(client, name, depth, flags) : follow(client, name, depth, flags);
}

const levelsShown = (depth: DepthName): number => (depth === 'full' ? Infinity : depth);

function showOnce(
  client: BookcastClient,
  name: string,
  depth: DepthName,
  flags: WatchFlags,
): Watched {
  const ended = new Promise<ExitCode>((resolve) => {
    client.subscribe({ channel: 'book', depth, instruments: [name] }, ({ stream }) => {
      // An image of the server's cache lags behind until its deltas have come.
      if (!stream.inSync) return;
      const levels = levelsShown(depth);
      if (flags.json === true) printLine(bookJson(stream, levels));
      else
        printLine(
          ladderLines({ stream, depth: levels, latency: [], connection: flags.url }, PLAIN).join(
            '\n',
          ),
        );
      resolve(EXIT.CLEAN);
    });
  });
  return { ended, leave: () => {} };
}

function follow(
  client: BookcastClient,
  name: string,
  depth: DepthName,
  flags: WatchFlags,
): Watched {
  const never = new Promise<ExitCode>(() => {});
  const isLadder = process.stdout.isTTY === true && flags.json !== true;
  let newest: StreamReplica | undefined;
  client.subscribe({ channel: 'book', depth, instruments: [name] }, (update: Update) => {
    newest = update.stream;
    if (isLadder || (update.kind === 'lost' && flags.json === true)) return;
    printLine(
      flags.json === true ? bookJson(update.stream, levelsShown(depth)) : updateLine(update.stream),
    );
  });
  if (!isLadder) return { ended: never, leave: () => {} };
  let report: LatencyReport | undefined;
  void watchReports(client, (newer) => (report = newer));
  const leave = showLive(() =>
    newest === undefined
      ? `${name}: waiting for an image …`
      : draw(client, newest, depth, report, flags.url),
  );
  return { ended: never, leave };
}

function draw(
  client: BookcastClient,
  stream: StreamReplica,
  depth: DepthName,
  report: LatencyReport | undefined,
  url: string,
): string {
  const rows = process.stdout.rows ?? 2 * SHOWN_LEVELS_MAX;
  const fitting = Math.max(1, Math.floor((rows - OTHER_LINES) / 2));
  const levels = Math.min(levelsShown(depth), fitting, SHOWN_LEVELS_MAX);
  const connection = `${url} ${client.state}`;
  const latency = latencyBlock(report);
  return ladderLines({ stream, depth: levels, latency, connection }, COLORED).join('\n');
}

async function firstInstrument(url: string): Promise<string | undefined> {
  const address = new URL('/instruments', url.replace(/^ws/, 'http'));
  let text: string;
  try {
    text = await (await fetch(address)).text();
  } catch {
    throw new WatchError(`${url}: cannot be reached: is the server running?`);
  }
  const { instruments } = JSON.parse(text) as { instruments: { venue: string; symbol: string }[] };
  const first = instruments[0];
  return first === undefined ? undefined : `${first.venue}:${first.symbol}`;
}

class WatchError extends Error {
  readonly code = 'unreachable';
}
