/** `bookcast watch`: a live ladder in the terminal, through the client SDK. Cold. */
import { Option, type Command } from 'commander';
import { connect, type BookcastClient, type StreamReplica, type Update } from '../client/index.js';
import type { DepthName } from '../market/stream.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onStopSignals } from './interrupt.js';
import { bookJson, clipLine, COLORED, ladderLines, PLAIN, updateLine } from './ladder-view.js';
import { durationText, printError, printLine } from './output.js';

interface WatchFlags {
  readonly url: string;
  readonly depth: string;
  readonly once?: boolean;
  readonly json?: boolean;
}

const REDRAW_MS = 100;
const SHOWN_LEVELS_MAX = 20;
const ENTER_SCREEN = '\u001b[?1049h\u001b[?25l';
const LEAVE_SCREEN = '\u001b[?25h\u001b[?1049l';
const HOME_AND_CLEAR = '\u001b[H\u001b[J';

const EXAMPLES = `
Examples:
  bookcast watch                          the first instrument of the server
  bookcast watch sim:AAPL --depth 50
  bookcast watch itch:AAPL --once --json  one image, then end
  bookcast watch sim:AAPL | grep STALE    a line per update where the output is no terminal`;

export function addWatchCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('watch')
    .description('Show the book of an instrument as a ladder that updates in place.')
    .argument('[instrument]', 'venue:symbol (default: the first one of the server)')
    .option('--url <url>', 'WebSocket address of the server', 'ws://127.0.0.1:8080')
    .addOption(
      new Option('--depth <depth>', 'levels a side')
        .choices(['1', '10', '50', 'full'])
        .default('10'),
    )
    .option('--once', 'print one image and end')
    .option('--json', 'one JSON line per image or update, as `bookcast books --json` has it')
    .addHelpText('after', EXAMPLES)
    .action(async (instrument: string | undefined, flags: WatchFlags) => {
      finish(await watch(instrument, flags));
    });
}

async function watch(instrument: string | undefined, flags: WatchFlags): Promise<ExitCode> {
  const name = instrument ?? (await firstInstrument(flags.url));
  if (name === undefined) {
    printError(`${flags.url}: the server has no instruments yet`);
    return EXIT.RUNTIME;
  }
  const depth: DepthName = flags.depth === 'full' ? 'full' : (Number(flags.depth) as DepthName);
  const client = connect(flags.url, { reconnect: { enabled: flags.once !== true } });
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
  const watched =
    flags.once === true ? showOnce(client, name, depth, flags) : follow(client, name, depth, flags);
  const code = await Promise.race([watched.ended, refused, stopped]);
  watched.leave();
  client.close();
  return code;
}

interface Watched {
  readonly ended: Promise<ExitCode>;
  leave(): void;
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
          ladderLines({ stream, depth: levels, latency: '', connection: flags.url }, PLAIN).join(
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
  process.stdout.write(ENTER_SCREEN);
  const timer = setInterval(() => {
    const text =
      newest === undefined
        ? `${name}: waiting for an image …`
        : draw(client, newest, depth, flags.url);
    process.stdout.write(`${HOME_AND_CLEAR}${fitted(text)}\n`);
  }, REDRAW_MS);
  return {
    ended: never,
    leave: () => {
      clearInterval(timer);
      process.stdout.write(LEAVE_SCREEN);
    },
  };
}

/** A line that wraps, or one too many, would scroll the state away. */
function fitted(text: string): string {
  const { rows = Infinity, columns = Infinity } = process.stdout;
  const lines = text.split('\n').slice(0, Math.max(1, rows - 1));
  return lines.map((line) => clipLine(line, columns)).join('\n');
}

function draw(
  client: BookcastClient,
  stream: StreamReplica,
  depth: DepthName,
  url: string,
): string {
  const rows = process.stdout.rows ?? 2 * SHOWN_LEVELS_MAX;
  const fitting = Math.max(1, Math.floor((rows - 6) / 2));
  const { count, p50Ns, p99Ns } = client.latency.percentiles();
  const latency =
    count === 0 ? '' : `tick to client p50 ${durationText(p50Ns)}, p99 ${durationText(p99Ns)}`;
  const levels = Math.min(levelsShown(depth), fitting, SHOWN_LEVELS_MAX);
  const connection = `${url} ${client.state}`;
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
