/** Signals as an AbortSignal, for commands that end by themselves. Cold. */

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
  process.on('SIGTERM', handle);
  process.on('SIGINT', handle);
}
