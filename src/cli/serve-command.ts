/** `bookcast serve`: the server, until a signal. Owns the process's way to its end. Cold. */
import type { Command } from 'commander';
import {
  checkSources,
  makeRunLog,
  startServer,
  type RunOutcome,
  type ServerOptions,
} from '../runtime/index.js';
import {
  addConfigOptions,
  configFromOptions,
  SERVE_FLAGS,
  SIMULATOR_FLAGS,
} from './config-options.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onStopSignals } from './interrupt.js';
import { printError } from './output.js';

/** Beyond this the rest is cut off: whoever stopped us does not wait for ever. */
const STOP_MS_LIMIT = 4_800;

const EXAMPLES = `
Examples:
  bookcast serve                                     the simulator and the page on http://127.0.0.1:8080
  bookcast serve --symbols 1000 --rate 50000 --lanes 2
  bookcast serve --source simulator --source file:day.itch50.gz?speed=10x
  bookcast serve --config bookcast.yaml --port 9000
  BOOKCAST_LANES=2 bookcast serve`;

export function addServeCommand(program: Command, finish: (code: ExitCode) => void): void {
  const flags = [...SERVE_FLAGS, ...SIMULATOR_FLAGS];
  const command = program
    .command('serve')
    .description('Serve market data, by default of the simulator, and the page.');
  addConfigOptions(command, flags);
  command.addHelpText('after', EXAMPLES);
  command.action(async (options: Record<string, unknown>) => {
    const { config, origins } = configFromOptions(options, flags);
    checkSources(config, origins.get('sources')!);
    finish(await serveUntilStopped({ config }, () => {}));
  });
}

/** @param report gets the run's outcome at its end. */
export async function serveUntilStopped(
  options: ServerOptions & Required<Pick<ServerOptions, 'config'>>,
  report: (outcome: RunOutcome) => void,
): Promise<ExitCode> {
  const log = makeRunLog(options.config.log);
  // From the first moment on: a signal during the start is obeyed once there is something to stop.
  const waiting = new AbortController();
  const signalled = new Promise<NodeJS.Signals>((resolve) => onStopSignals(resolve));
  void signalled.then(() => waiting.abort());
  const server = await startServer({ ...options, log, signal: waiting.signal });
  const end = await Promise.race([signalled, server.failed]);
  if (typeof end === 'string') log.info({ signal: end }, 'stopping');
  else log.fatal({ code: end.code }, end.message);
  const deadline = setTimeout(() => {
    printError(`not everything ended within ${STOP_MS_LIMIT} ms: the rest is cut off`);
    process.kill(process.pid, 'SIGKILL');
  }, STOP_MS_LIMIT);
  const outcome = await server.stop();
  clearTimeout(deadline);
  report(outcome);
  const { failure } = outcome;
  if (failure !== undefined) {
    printError(failure.message);
    return EXIT.RUNTIME;
  }
  log.info({ messages: outcome.messages }, 'stopped');
  return EXIT.CLEAN;
}
