/**
 * A commit, built, in a folder of its own below the comparison's. Owns how it gets there: `git
 * archive`, so nothing is left behind in the repository; node_modules are the working tree's where the lock file is the same,
 * else installed once for each lock file.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './children.mjs';

export const repository = fileURLToPath(new URL('../..', import.meta.url));

function git(args) {
  const result = spawnSync('git', args, { cwd: repository, encoding: 'utf8' });
  if (result.error) throw new Error(`git cannot be run: ${result.error.message}`);
  return { isFound: result.status === 0, text: result.stdout.trim() };
}

/** @returns { name, sha, subject }, undefined where the name is no commit. */
export function findCommit(name) {
  const { isFound, text: sha } = git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ]);
  if (!isFound) return undefined;
  return { name, sha, subject: git(['log', '-1', '--format=%s', sha]).text };
}

/** Files of the working tree that no commit has: they are not measured. */
export const uncommittedCount = () =>
  git(['status', '--porcelain']).text.split('\n').filter(Boolean).length;

/** node_modules for a lock file. */
async function installed(folder, installs, say) {
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const here = join(repository, 'node_modules');
  const isOurs = lock === readFileSync(join(repository, 'package-lock.json'), 'utf8');
  if (isOurs && existsSync(here)) return here;
  const before = installs.get(lock);
  if (before !== undefined) return before;
  say('installs its packages (npm ci)');
  await runChild('npm', ['ci', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder });
  const own = join(folder, 'node_modules');
  installs.set(lock, own);
  return own;
}

/**
 * @param installs Map of lock file → node_modules of this session
 * @returns { label, commit, folder, command }: `command` is its main.js
 */
export async function makeCheckout({ label, commit, parent, installs, say }) {
  const folder = join(parent, label);
  mkdirSync(folder);
  const archive = join(parent, `${label}.tar`);
  await runChild('git', ['archive', '--format=tar', `--output=${archive}`, commit.sha], {
    cwd: repository,
  });
  await runChild('tar', ['-xf', archive, '-C', folder]);
  const modules = await installed(folder, installs, (what) => say(`${label}: ${what}`));
  const wanted = join(folder, 'node_modules');
  if (modules !== wanted) symlinkSync(modules, wanted);
  say(`${label}: builds ${commit.sha.slice(0, 7)}`);
  await runChild(process.execPath, ['scripts/build.mjs'], { cwd: folder });
  const command = join(folder, 'dist', 'cli', 'main.js');
  if (!existsSync(command)) throw new Error(`${label}: the build made no dist/cli/main.js`);
  return { label, commit, folder, command, dist: join(folder, 'dist') };
}
