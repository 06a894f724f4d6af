/**
 * A live venue as fast as its messages are taken: socket → normalizer → event ring → lane, nobody
 * listening; the raw feed recorded to a file, and not.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from '../harness/build-under-test.mjs';

const MESSAGES = 400_000;
const QUICK_MESSAGES = 30_000;
const SYMBOL = 'BTCUSDT';
const HANDLED_MIN = 0.5;
const SETTING = 'record.path';

export const scenario = {
  name: 'venue',
  title: 'Live venue over WebSocket, flat out',
  rounds: 6,
  quickRounds: 1,
  cells: [
    {
      name: 'binance',
      title: 'depth diffs of 5 + 5 levels',
      metrics: [{ name: 'messages', unit: '/s', better: 'higher' }],
      variants: [
        { name: 'on', title: 'raw feed recorded', needs: { setting: SETTING } },
        { name: 'off', title: 'not recorded', needs: { setting: SETTING } },
      ],
    },
  ],
};

const VENUE = fileURLToPath(new URL('./venue/depth-venue.mjs', import.meta.url));

export async function sample({ variant, quick }) {
  const messages = quick ? QUICK_MESSAGES : MESSAGES;
  const folder = mkdtempSync(join(tmpdir(), 'bookcast-bench-'));
  const venue = fork(VENUE, [JSON.stringify({ messages, symbol: SYMBOL })]);
  const [{ port }] = await once(venue, 'message');
  const { loadConfig, makeRunLog, startServer } = await load('runtime/index.js');
  const { config } = loadConfig({
    preset: {
      'gateway.port': 0,
      'log.level': 'warn',
      sources: [`binance:${SYMBOL}?ws=ws://127.0.0.1:${port}&rest=http://127.0.0.1:${port}`],
      ...(variant === 'on' ? { [SETTING]: join(folder, 'raw.bcr') } : {}),
    },
  });
  const server = await startServer({ config, log: makeRunLog(config.log) });
  venue.send('go');
  const [{ seconds }] = await once(venue, 'message');
  const outcome = await server.stop();
  venue.disconnect();
  rmSync(folder, { recursive: true });
  // The pong is the socket's: some thousand messages behind it may still wait for the normalizer then.
  if (outcome.gaps !== 0 || outcome.messages < messages * HANDLED_MIN) {
    throw new Error(`${outcome.messages} of ${messages} messages, ${outcome.gaps} gaps`);
  }
  const missing = outcome.recordings?.reduce((sum, each) => sum + each.missingRecords, 0);
  return {
    metrics: { messages: outcome.messages / seconds },
    facts: { 'records missing': missing ?? 0 },
  };
}
