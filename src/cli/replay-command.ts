/** `bookcast replay`: a recording, flat out for its figures or at its own pace for clients. Cold. */
import type { Command } from 'commander';
import { replayFile, type RunOutcome } from '../runtime/index.js';
import { addConfigOptions, configFromOptions, LANE_FLAGS, SERVE_FLAGS } from './config-options.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { interruptSignal } from './interrupt.js';
import { printError, printLine } from './output.js';
import { ProgressBar } from './progress-bar.js';
import {
  addRecordingOptions,
  momentsOf,
  speedFromText,
  type RecordingFlags,
} from './recording-options.js';
import { failureLine, progressNote, replayJson, replayText } from './replay-summary.js';
import { serveUntilStopped } from './serve-command.js';

interface ReplayFlags extends RecordingFlags {
  readonly speed?: string;
  readonly serve: boolean;
  readonly digest?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  bookcast replay day.itch50.gz                                serve it at its own pace
  bookcast replay day.itch50.gz --speed 10x --port 9000        ten times faster, on another port
  bookcast replay day.itch50.gz --speed max --no-serve --json  figures only, flat out
  bookcast replay day.itch50.gz --no-serve --digest --lanes 3  the digest does not depend on lanes`;

export function addReplayCommand(program: Command, finish: (code: ExitCode) => void): void {
  const command = program
    .command('replay')
    .description('Replay a recording to clients, or flat out for its figures and digest.')
    .option(
      '--speed <speed>',
      '"max" or a factor such as 1x, 2.5x (default: 1x when serving, else max)',
    )
    .option('--no-serve', 'no clients: replay, print the figures, end')
    .option('--digest', 'print the digest over every book after every message')
    .option('--json', 'one JSON object at the end');
  addRecordingOptions(command);
  addConfigOptions(command, SERVE_FLAGS);
  command.addHelpText('after', EXAMPLES);
  command.action(async (file: string, flags: ReplayFlags) => finish(await replay(file, flags)));
}

async function replay(file: string, flags: ReplayFlags): Promise<ExitCode> {
  const report = (outcome: RunOutcome): void => {
    printLine(flags.json === true ? JSON.stringify(replayJson(outcome)) : replayText(outcome));
  };
  if (!flags.serve) return replayOffline(file, flags, report);
  const speed = flags.speed ?? '1x';
  speedFromText(speed);
  const { config } = configFromOptions({ ...flags }, SERVE_FLAGS, {
    'source.kind': 'file',
    'source.file.path': file,
    'source.file.format': flags.format,
    'source.file.speed': speed,
    'source.file.date': flags.date ?? '',
    'source.file.from': flags.from ?? '',
    'source.file.to': flags.to ?? '',
    'source.file.fixProfile': flags.fixProfile ?? '',
  });
  return serveUntilStopped({ config, digest: flags.digest === true }, report);
}

async function replayOffline(
  file: string,
  flags: ReplayFlags,
  report: (outcome: RunOutcome) => void,
): Promise<ExitCode> {
  const speed = speedFromText(flags.speed ?? 'max');
  const { config } = configFromOptions({ ...flags }, LANE_FLAGS, { 'log.level': 'warn' });
  const bar = new ProgressBar(file);
  const signal = interruptSignal();
  const outcome = await replayFile({
    path: file,
    format: flags.format,
    ...momentsOf(flags),
    speed,
    config,
    digest: flags.digest === true,
    onProgress: (progress) => bar.update(progress.done, progress.total, progressNote(progress)),
    signal,
  });
  bar.end();
  report(outcome);
  if (outcome.failure !== undefined) {
    printError(failureLine(outcome.failure, outcome.messages));
    return EXIT.RUNTIME;
  }
  if (signal.aborted) {
    printError(`interrupted after ${outcome.messages} messages: the figures are of these`);
    return EXIT.RUNTIME;
  }
  return EXIT.CLEAN;
}
