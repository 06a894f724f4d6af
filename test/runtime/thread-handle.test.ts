import { describe, expect, it } from 'vitest';
import { ThreadHandle } from '../../src/runtime/threads/thread-handle.js';

/** A thread whose whole code is `script`. */
const threadOf = (script: string): ThreadHandle<unknown, unknown> =>
  new ThreadHandle(
    new URL(`data:text/javascript,${encodeURIComponent(script)}`),
    undefined,
    {},
    () => {},
  );

describe('a thread’s end', () => {
  it('is clean when it ends by itself', async () => {
    expect(await threadOf('').exited).toBeUndefined();
  });

  it('is no failure of the thread when it was terminated', async () => {
    const thread = threadOf('setInterval(() => {}, 1000)');
    await thread.terminate();
    expect(await thread.exited).toBeUndefined();
  });

  it('tells what was thrown, and an exit code that nothing explains', async () => {
    expect((await threadOf('throw new Error("broken")').exited)?.message).toContain('broken');
    expect((await threadOf('process.exit(3)').exited)?.message).toContain('ended with code 3');
  });
});
