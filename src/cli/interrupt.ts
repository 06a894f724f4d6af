/**
 * What SIGINT and SIGTERM do, from the first moment of the process on. Owns their handlers; must
 * never import anything, main.ts loads it before all else. Cold.
 */

const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** There is no thread, file or socket yet: nothing has to be put in order. */
const endAtOnce = (): void => process.exit(0);

/** For a server: a signal that comes while modules are still loaded ends it with 0. Until onStopSignals. */
export function endOnEarlySignals(): void {
  for (const name of STOP_SIGNALS) process.on(name, endAtOnce);
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  onStopSignals(() => controller.abort());
  return controller.signal;
}

/** `stop` for the first signal; the second one kills: nothing in this process may hold it up. */
export function onStopSignals(stop: (signal: NodeJS.Signals) => void): void {
  let isStopping = false;
  const handle = (signal: NodeJS.Signals): void => {
    // process.exit() with an open uWS app in a thread would abort with a core dump.
    if (isStopping) process.kill(process.pid, 'SIGKILL');
    isStopping = true;
    stop(signal);
  };
  for (const name of STOP_SIGNALS) {
    process.on(name, handle);
    process.off(name, endAtOnce);
  }
}
