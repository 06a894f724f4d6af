/** Servers for the tests of the page: in this process, silent, on ports that can be had again. */
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import {
  loadConfig,
  makeRunLog,
  startServer,
  type RunningServer,
} from '../../dist/runtime/index.js';

export function serve(preset: Record<string, unknown>): Promise<RunningServer> {
  const { config } = loadConfig({
    preset: { 'gateway.port': 0, 'metrics.intervalMs': 200, 'log.level': 'silent', ...preset },
  });
  return startServer({ config, log: makeRunLog(config.log) });
}

/**
 * Not port 0: uSockets sets SO_REUSEADDR for a port that it is given only, and without it the port
 * cannot be had again while connections of the first server linger in TIME_WAIT.
 */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
