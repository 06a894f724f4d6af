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
    preset: { 'gateway.port': 0, 'log.level': 'silent', sources },
  });
  return startServer({ config, log: makeRunLog(config.log) });
}
