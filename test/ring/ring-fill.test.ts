/** How full a ring looks from outside, between empty and a reader about to be overtaken. */
import { expect, test } from 'vitest';
import { allocateEventRing } from '../../src/ring/event-ring-layout.js';
import { EventRingReader } from '../../src/ring/event-ring-reader.js';
import { EventRingWriter } from '../../src/ring/event-ring-writer.js';
import { ringFill } from '../../src/ring/ring-fill.js';
import { StopSignal } from '../../src/ring/shared-words.js';

test.each([0, 2 ** 31 - 3])('follows the slowest attached reader (from %i)', (start) => {
  const ring = allocateEventRing(16, 2, start);
  const stop = new StopSignal(StopSignal.allocate());
  const writer = new EventRingWriter(ring, stop);
  const [fast, slow] = [new EventRingReader(ring, 0, stop), new EventRingReader(ring, 1, stop)];
  for (let i = 0; i < 3; i++) writer.next();
  writer.publish(1);
  expect(ringFill(ring)).toBe(0);
  fast.attach();
  slow.attach();
  for (let i = 0; i < 8; i++) writer.next();
  writer.publish(2);
  fast.release(8);
  slow.release(2);
  expect(ringFill(ring)).toBe(6 / 16);
  slow.detach();
  expect(ringFill(ring)).toBe(0);
});
