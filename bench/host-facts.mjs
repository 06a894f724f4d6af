/** What a figure was measured on: quoted with every bench result. */
import { spawnSync } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';

export function hostFacts() {
  const git = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' });
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    commit: git.status === 0 ? git.stdout.trim() : 'unknown',
  };
}
