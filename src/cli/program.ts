/** The commands and what their end means for the process. Owns its arguments and its exit code. Cold. */
import { Command } from 'commander';
import { PRODUCT_VERSION } from '../runtime/index.js';
import { addBenchCommand } from './bench-command.js';
import { addBooksCommand } from './books-command.js';
import { addConfigCommand } from './config-command.js';
import { addDoctorCommand } from './doctor-command.js';
import { exitCodeOf, isReported, type ExitCode } from './exit-code.js';
import { addFixCommand } from './fix-command.js';
import { addLatencyCommand } from './latency-command.js';
import { printError, tolerateClosedPipes } from './output.js';
import { addRecordCommand } from './record-command.js';
import { addReplayCommand } from './replay-command.js';
import { addServeCommand } from './serve-command.js';
import { addSimCommand } from './sim-command.js';
import { addWatchCommand } from './watch-command.js';

const finish = (code: ExitCode): void => {
  process.exitCode = code;
};

function makeProgram(): Command {
  const program = new Command('bookcast')
    .description('Low-latency market-data fan-out: order books in, verified frames out.')
    .version(PRODUCT_VERSION)
    .showHelpAfterError('(--help lists what there is)')
    .exitOverride()
    // `fix parse --version` is the version of FIX.
    .enablePositionalOptions()
    // Inherited by the commands that are added below.
    .configureOutput({
      outputError: (text, write) => write(`bookcast: ${text.replace(/^error: /, '')}`),
    });
  addServeCommand(program, finish);
  addRecordCommand(program, finish);
  addReplayCommand(program, finish);
  addBooksCommand(program, finish);
  addWatchCommand(program, finish);
  addLatencyCommand(program, finish);
  addFixCommand(program, finish);
  addSimCommand(program, finish);
  addBenchCommand(program, finish);
  addConfigCommand(program, finish);
  addDoctorCommand(program, finish);
  return program;
}

/** Sets the exit code; never rejects. */
export async function runProgram(): Promise<void> {
  tolerateClosedPipes();
  try {
    await makeProgram().parseAsync();
  } catch (error) {
    if (!isReported(error)) {
      const isKnown = error instanceof Error && ('code' in error || error.name === 'UsageError');
      printError(
        isKnown
          ? error.message
          : error instanceof Error
            ? (error.stack ?? error.message)
            : String(error),
      );
    }
    finish(exitCodeOf(error));
  }
}
