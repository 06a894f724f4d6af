/** What a figure was measured on: quoted with every bench result. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The commit of the tree, with + where it has changes; the version where there is no repository. */
function commitOf() {
  const git = (...args) => spawnSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  const head = git('rev-parse', '--short', 'HEAD');
  if (head.status !== 0) {
    return `version ${JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).version}`;
  }
  const isChanged = git('status', '--porcelain', '--untracked-files=no').stdout.trim() !== '';
  return head.stdout.trim() + (isChanged ? '+' : '');
}

export function hostFacts() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    commit: commitOf(),
  };
}

/** Load averages of 1, 5 and 15 minutes. */
export const loadNow = () => loadavg().map((load) => Math.round(load * 100) / 100);
