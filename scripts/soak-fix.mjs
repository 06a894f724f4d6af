/**
 * FIX against QuickFIX C++ and QuickFIX/J: long streams of incremental refreshes into a real Bookcast and out of its FIX
 * server, connections cut at random moments, both sides killed with -9; no MsgSeqNum skipped or processed twice, books
 * equal. The tests of test/peers with more in them. Exit code 1 when anything is amiss.
 *
 *     node scripts/soak-fix.mjs [--messages 100000] [--rounds 3] [--seed 1] [--short]
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
  },
});
const messages = values.short ? 20_000 : Number(values.messages);
const rounds = values.short ? 1 : Number(values.rounds);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
/** A test streams three times at most, and waits for as much again. */
const testMs = 240_000 + messages * 20;

for (let round = 0; round < rounds; round++) {
  const seed = Number(values.seed) + round;
  console.log(`round ${round + 1} of ${rounds}: ${messages} messages a stream, seed ${seed}`);
  const args = ['run', 'test/peers/market-data.test.ts', 'test/peers/fix-server-chain.test.ts'];
  const limits = ['--retry', '0', '--testTimeout', String(testMs), '--hookTimeout', String(testMs)];
  const { status } = spawnSync(process.execPath, [vitest, ...args, ...limits], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      BOOKCAST_BUILT: '1',
      BOOKCAST_REQUIRE_QUICKFIX: '1',
      BOOKCAST_REQUIRE_QUICKFIXJ: '1',
      PEERS_STREAM_MESSAGES: String(messages),
      PEERS_SEED: String(seed),
    },
  });
  if (status !== 0) {
    console.error(`\nsoak: amiss with seed ${seed}`);
    process.exit(1);
  }
}
console.log('\nsoak: all well');
