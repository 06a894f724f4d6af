/** A FIX session's files and a process that is killed: the short form of `npm run drill:fix`, and who may open them. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openSessionFiles } from '../../../src/fix/store/session-files.js';
import { repositoryRoot } from '../../architecture/source-tree.js';
import { scratchFolder } from './scratch.js';

const IDENTITY = { version: 'FIX.4.4', senderCompId: 'A/B', targetCompId: 'C-D' } as const;

it('a session that is killed at any moment has what was on the wire, and goes on without a hole', async () => {
  const script = join(repositoryRoot, 'scripts', 'fix-kill.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--rounds', '6']);
  expect(stdout).toMatch(
    /^6 kills: .*, [1-9]\d* messages processed once and in order, [1-9]\d* kept ones compared/,
  );
});

it('two processes cannot have one session’s files, and a killed one lets go of them', async () => {
  const storePath = scratchFolder();
  const options = {
    storePath,
    identity: IDENTITY,
    wallMs: 1,
    keptBytesLimit: 1_000,
    syncs: false,
    note: () => {},
  };
  const files = JSON.stringify(join(repositoryRoot, 'dist', 'fix', 'store', 'session-files.js'));
  const script = `
    const { openSessionFiles } = await import(${files});
    await openSessionFiles({ ...${JSON.stringify(options)}, note: () => {} });
    console.log('open');
    setInterval(() => {}, 1_000);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(owner.stdout, 'data');
  const folder = join(storePath, 'FIX.4.4-A%2fB-C%2dD');
  await expect(openSessionFiles(options)).rejects.toMatchObject({
    code: 'store-in-use',
    message: `the FIX session's files are in use by process ${owner.pid} (${join(folder, 'lock')}): end that process, or give this one a store of its own (fix.storePath)`,
  });
  owner.kill('SIGKILL');
  await once(owner, 'close');
  const opened = await openSessionFiles(options);
  expect(opened.folder).toBe(folder);
  await opened.close();
});
