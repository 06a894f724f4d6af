/** A server of one venue, for tests. */
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../../dist/runtime/index.js';

/** @param sources each as behind `--source`. */
export function serveSources(...sources: readonly string[]): Promise<RunningServer> {
  const { config } = loadConfig({
    // In memory: FIX sessions of different tests have the same names.
    preset: { 'gateway.port': 0, 'log.level': 'silent', 'fix.storePath': '', sources },
  });
  return startServer({ config, log: makeRunLog(config.log) });
}
