import { describe, expect, it } from 'vitest';
import { BookcastError } from '../../src/client/errors.js';
import type { StreamReplica } from '../../src/client/stream-replica.js';
import { lostUpdate, type Update } from '../../src/client/update.js';
import { UpdateQueue } from '../../src/client/update-queue.js';

const update = (name: string): Update => lostUpdate({ name } as StreamReplica, 'gap');
const nameOf = async (queue: UpdateQueue): Promise<string | undefined> =>
  (await queue.next()).value?.stream.name;

describe('the queue of a for await loop', () => {
  it('hands updates on in order, to loops that wait as to those that come later', async () => {
    const queue = new UpdateQueue({ limit: 4, whenFull: 'drop-oldest' }, () => undefined);
    const [first, second] = [nameOf(queue), nameOf(queue)];
    for (const name of ['a', 'b', 'c', 'd']) queue.push(update(name));
    expect([await first, await second, await nameOf(queue), await nameOf(queue)]).toEqual([
      'a',
      'b',
      'c',
      'd',
    ]);
  });

  it('drops the oldest when full and counts them', async () => {
    const queue = new UpdateQueue({ limit: 2, whenFull: 'drop-oldest' }, () => undefined);
    for (const name of ['a', 'b', 'c', 'd', 'e']) queue.push(update(name));
    expect(queue.droppedCount).toBe(3);
    expect([await nameOf(queue), await nameOf(queue)]).toEqual(['d', 'e']);
  });

  it('fails when full if so wished, after what waits was read', async () => {
    const queue = new UpdateQueue({ limit: 1, whenFull: 'fail' }, () => undefined);
    queue.push(update('a'));
    queue.push(update('b'));
    expect(await nameOf(queue)).toBe('a');
    await expect(queue.next()).rejects.toMatchObject({ code: 'queue-full' });
    expect((await queue.next()).done).toBe(true);
  });

  it('ends waiting loops, with the error if there is one', async () => {
    const quiet = new UpdateQueue({ limit: 1, whenFull: 'fail' }, () => undefined);
    const waiting = quiet.next();
    quiet.end();
    expect((await waiting).done).toBe(true);
    const failing = new UpdateQueue({ limit: 1, whenFull: 'fail' }, () => undefined);
    const doomed = failing.next();
    failing.end(new BookcastError('closed', 'x'));
    await expect(doomed).rejects.toMatchObject({ code: 'closed' });
  });

  it('forgets what waits when the loop is left', async () => {
    let left = 0;
    const queue = new UpdateQueue({ limit: 2, whenFull: 'drop-oldest' }, () => left++);
    queue.push(update('a'));
    await queue.return();
    queue.push(update('b'));
    expect([left, (await queue.next()).done]).toEqual([1, true]);
  });
});
