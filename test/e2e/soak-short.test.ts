import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../architecture/source-tree.js';

describe('the soak, in short', () => {
  it('ends with every healthy replica equal to the server’s book, every stalled client counted, both lane faults healed', async () => {
    const args = '--seconds 9 --clients 24 --stalled 2 --rate 4000 --faults throw,hang'.split(' ');
    const soak = spawn(process.execPath, [join(repositoryRoot, 'scripts', 'soak.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [soak.stdout, soak.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const [code] = (await once(soak, 'exit')) as [number];
    // Its own report says what was amiss; the recovery times in it are worth reading.
    console.log(
      output
        .split('\n')
        .filter((line) => /^(ok|FAILED| {7}after)/.test(line))
        .join('\n'),
    );
    expect(code, output).toBe(0);
  }, 180_000);
});
