/** `bookcast record`: everything that live venues say and hear, into a file, until a signal. Cold. */
import type { Command } from 'commander';
import {
  checkSources,
  recordSources,
  wallNowMs,
  type RecordingOutcome,
  type RecordingProgress,
  type RunOutcome,
} from '../runtime/index.js';
import { addConfigOptions, configFromOptions, RECORD_FLAGS } from './config-options.js';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { interruptSignal } from './interrupt.js';
import { countText, printError, printLine } from './output.js';

interface RecordFlags {
  /** Milliseconds. */
  readonly duration?: number;
  readonly digest?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  bookcast record --source binance:BTCUSDT,ETHUSDT --out binance.bcr
  bookcast record --source kraken:BTC/USD@100 --source okx:BTC/USDT --out 'raw-{venue}.bcr' --duration 8h
  bookcast replay binance.bcr --speed 10x             the same books again, for clients
  bookcast replay binance.bcr --no-serve --digest     the digest that record --digest has printed`;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** What a timer can wait. */
const DURATION_MS_LIMIT = 2 ** 31 - 1;
const REDRAW_MS = 500;
const CLEAR_LINE = '\r\u001b[K';
const BYTES_PER_MB = 1e6;

export function addRecordCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('record')
    .description('Record the raw feed of live venues; ends with Ctrl-C.')
    .option('--duration <time>', 'end after this long: 90s, 15m, 8h, 1d', parseDuration)
    .option('--digest', 'print the digest over every book after every message')
    .option('--json', 'one JSON object at the end');
  addConfigOptions(command, RECORD_FLAGS);
  command.addHelpText('after', EXAMPLES);
  command.action(async (flags: RecordFlags) => finish(await record(flags)));
}

export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d+)(s|m|h|d)$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit!] ?? NaN);
  if (ms >= 1_000 && ms <= DURATION_MS_LIMIT) return ms;
  throw new UsageError(
    `--duration ${text}: expected a time such as 90s, 15m, 8h or 1d, 24 days at most`,
  );
}

async function record(flags: RecordFlags): Promise<ExitCode> {
  const { config, origins } = configFromOptions({ ...flags }, RECORD_FLAGS);
  if (config.sources.length === 0) {
    throw new UsageError('nothing to record: name a venue, as in --source binance:BTCUSDT');
  }
  if (config.record.path === '') {
    throw new UsageError('nowhere to record to: name a file, as in --out binance.bcr');
  }
  checkSources(config, origins.get('sources')!);
  const interrupted = interruptSignal();
  const timeIsUp = new AbortController();
  const timer =
    flags.duration === undefined ? undefined : setTimeout(() => timeIsUp.abort(), flags.duration);
  const line = new ProgressLine(flags.duration);
  const outcome = await recordSources({
    config,
    digest: flags.digest === true,
    signal: AbortSignal.any([interrupted, timeIsUp.signal]),
    onProgress: (progress) => line.update(progress),
  });
  clearTimeout(timer);
  line.end();
  printLine(flags.json === true ? JSON.stringify(recordJson(outcome)) : recordText(outcome));
  const { failure } = outcome;
  if (failure === undefined) return EXIT.CLEAN;
  printError(failure.message);
  return EXIT.RUNTIME;
}

function recordJson(outcome: RunOutcome): Record<string, unknown> {
  const { recordings = [], messages, gaps, instruments, digest, failure } = outcome;
  return {
    recordings,
    messages,
    gaps,
    instruments,
    ...(digest === undefined ? {} : { digest }),
    ...(failure === undefined ? {} : { error: failure }),
  };
}

function recordText({ recordings = [], messages, gaps, digest }: RunOutcome): string {
  const lines = recordings.map(recordingText);
  lines.push(`${countText(messages)} messages of venues, ${countText(gaps)} gaps`);
  if (digest !== undefined) lines.push(`digest ${digest}`);
  return lines.join('\n');
}

function recordingText({ path, records, bytes, missingRecords }: RecordingOutcome): string {
  const missing = missingRecords > 0 ? `, ${countText(missingRecords)} MISSING` : '';
  return `${path}: ${countText(records)} records${missing}, ${megabytes(bytes)} MB`;
}

const megabytes = (bytes: number): string => (bytes / BYTES_PER_MB).toFixed(1);

/** There is no end to draw a bar to: a line that says what there is, on a terminal only. */
class ProgressLine {
  private readonly startMs = wallNowMs();
  private drawnMs = 0;

  constructor(private readonly durationMs: number | undefined) {}

  update({ records, missingRecords, bytes }: RecordingProgress): void {
    const nowMs = wallNowMs();
    if (process.stderr.isTTY !== true || nowMs - this.drawnMs < REDRAW_MS) return;
    this.drawnMs = nowMs;
    const seconds = Math.floor((nowMs - this.startMs) / 1_000);
    const of = this.durationMs === undefined ? '' : ` of ${Math.round(this.durationMs / 1_000)}`;
    const missing = missingRecords > 0 ? `  ${countText(missingRecords)} MISSING` : '';
    process.stderr.write(
      `${CLEAR_LINE}recording  ${seconds}${of} s  ${countText(records)} records${missing}  ${megabytes(bytes)} MB`,
    );
  }

  end(): void {
    if (this.drawnMs > 0) process.stderr.write(CLEAR_LINE);
  }
}
