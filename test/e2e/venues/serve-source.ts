/** A server of one venue, for tests. */
import { loadConfig, makeRunLog } from '../../../dist/runtime/index.js';
import { makeRun } from '../../../dist/runtime/run.js';

export interface ServedSource {
  readonly webSocketUrl: string;
  stop(): Promise<unknown>;
}

/** @param text as behind `--source`. */
export async function serveSource(text: string): Promise<ServedSource> {
  const { config } = loadConfig({ preset: { 'gateway.port': 0, 'log.level': 'silent' } });
  const [, venue, symbols, depth, query] = /^([^:]+):([^@?]+)(?:@(\d+))?(?:\?(.*))?$/.exec(text)!;
  const run = await makeRun({
    config,
    source: {
      kind: 'venue',
      venue: venue!,
      symbols: symbols!.split(','),
      ...(depth === undefined ? {} : { depth: Number(depth) }),
      options: Object.fromEntries(new URLSearchParams(query)),
    },
    speed: 1,
    gatewayCount: 1,
    log: makeRunLog(config.log),
  });
  await run.start();
  return { webSocketUrl: `ws://127.0.0.1:${run.port}`, stop: () => run.stop() };
}
