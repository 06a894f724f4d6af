/** Writes one frame with the tag that it is told, so that its reader can go to sleep in between. */
import { parentPort, workerData } from 'node:worker_threads';
import { FrameRingWriter } from '../../dist/ring/frame-ring-writer.js';
import { StopSignal } from '../../dist/ring/shared-words.js';

const stop = new StopSignal(StopSignal.allocate());
const writer = new FrameRingWriter(workerData.ring, stop, 'live');
writer.setDoorbells(workerData.doorbell);

parentPort.on('message', (tag) => {
  writer.claim(100);
  writer.commit(100, tag);
  writer.flush();
});
