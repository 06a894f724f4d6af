import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { DoorbellLoop, allocateDoorbells } from '../../src/ring/doorbell.js';
import { allocateFrameRing } from '../../src/ring/frame-ring-layout.js';
import { FrameRingReader } from '../../src/ring/frame-ring-reader.js';
import { StopSignal } from '../../src/ring/shared-words.js';
import { repositoryRoot } from '../architecture/source-tree.js';

interface Phase {
  readonly phase: string;
  readonly checked: number;
  readonly rejoins?: number;
  readonly laps?: number;
  readonly torn?: number;
}

function runStress(...flags: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const stress = spawn(process.execPath, [
    join(repositoryRoot, 'scripts/ring-stress.mjs'),
    ...flags,
  ]);
  let out = '';
  let err = '';
  stress.stdout.on('data', (text: Buffer) => (out += text.toString()));
  stress.stderr.on('data', (text: Buffer) => (err += text.toString()));
  return new Promise((resolve) => stress.on('close', (code) => resolve({ code, out, err })));
}

describe('two real threads', () => {
  test('lose, tear and reorder nothing across the int32 wrap, and the control shows it would be seen', async () => {
    const slots = 1_000_000;
    const { code, out, err } = await runStress(
      '--slots',
      `${slots}`,
      '--frames',
      '400000',
      '--json',
    );
    expect(err).toBe('');
    expect(code).toBe(0);
    const { phases } = JSON.parse(out) as { phases: Phase[] };
    const [events, rejoin, frames, control] = phases as [Phase, Phase, Phase, Phase];
    expect(events.checked).toBe(slots);
    expect(rejoin.checked).toBeGreaterThan(0);
    expect(rejoin.rejoins).toBeGreaterThan(0);
    expect(frames.checked).toBeGreaterThan(0);
    expect(frames.laps).toBeGreaterThan(0);
    expect(frames.torn).toBe(0);
    expect(control.torn).toBeGreaterThan(0);
  });

  test('a flag that makes no sense is refused with exit code 2', async () => {
    const { code, err } = await runStress('--slots', 'many');
    expect(code).toBe(2);
    expect(err).toContain('--slots');
  });

  test.each([
    ['asleep in its event loop', 0],
    ['that blocks', 600_000],
  ])('a doorbell wakes a loop %s for every single frame', async (_, blockMs) => {
    const frameCount = 300;
    const ring = allocateFrameRing(4096, 1);
    const doorbell = allocateDoorbells(2);
    const stop = new StopSignal(StopSignal.allocate());
    const reader = new FrameRingReader(ring, 0, stop);
    reader.attach();
    const writer = new Worker(new URL('./frame-writer.mjs', import.meta.url), {
      workerData: { ring, doorbell },
    });
    const target = new Uint8Array(4096);
    const tags: number[] = [];
    await new Promise<void>((resolve, reject) => {
      writer.once('error', reject);
      const loop = new DoorbellLoop({
        doorbell,
        bell: 1,
        stop,
        // Every frame finds the loop asleep or about to be; a lost ring would cost the whole test's time.
        spinTurns: 0,
        blockMs,
        idleTimeoutMs: 600_000,
        onError: reject,
        work: () => {
          const count = reader.poll(target, 10);
          for (let record = 0; record < count; record++) tags.push(reader.recordTag[record]!);
          if (tags.length === frameCount) void loop.stop().then(resolve);
          else if (count > 0) writer.postMessage(tags.length);
          return count;
        },
      });
      loop.start();
      writer.postMessage(0);
    });
    await writer.terminate();
    expect(tags).toEqual(Array.from({ length: frameCount }, (_, tag) => tag));
    expect(reader.lapCount).toBe(0);
  });
});
