/** The short form of `npm run drill:recording`: a real recorder, killed while it writes. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { repositoryRoot } from '../architecture/source-tree.js';

const script = join(repositoryRoot, 'scripts', 'recording-kill.mjs');

it('a recorder that is killed at any moment leaves every synced record, and goes on behind them', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--rounds', '4']);
  expect(stdout).toMatch(/^4 kills: every synced record held, [1-9]\d* records/);
});
