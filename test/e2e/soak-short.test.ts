import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../architecture/source-tree.js';

const TEST_MS_LIMIT = 180_000;

async function expectToPass(script: string, args: string): Promise<void> {
  const path = join(repositoryRoot, 'scripts', script);
  const soak = spawn(process.execPath, [path, ...args.split(' ')], {
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
}

describe('the soak, in short', () => {
  it(
    'ends with every healthy replica equal to the server’s book, every stalled client counted, both lane faults healed',
    () =>
      expectToPass(
        'soak.mjs',
        '--seconds 9 --clients 24 --stalled 2 --rate 4000 --faults throw,hang',
      ),
    TEST_MS_LIMIT,
  );

  it(
    'of venues ends with every replica equal to the venue’s book, faults healed, memory flat',
    () => expectToPass('soak-venues.mjs', '--short --faults 3'),
    TEST_MS_LIMIT,
  );

  it(
    'of MoldUDP64 loses nothing of lines that lose a fifth each',
    () => expectToPass('soak-mold.mjs', '--short'),
    TEST_MS_LIMIT,
  );
});
