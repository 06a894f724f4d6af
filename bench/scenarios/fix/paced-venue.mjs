/** A FIX venue of one client that says its messages at their times, whatever the client does. A thread of the fix bench. */
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { changesAfterLogon, logonAnswer } from './messages.mjs';

const { count, messagesPerSecond } = workerData;
const TICK_MS = 1;

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.write(logonAnswer());
    const beganMs = performance.now();
    let said = 0;
    const timer = setInterval(() => {
      const due = Math.min(
        count,
        Math.floor(((performance.now() - beganMs) * messagesPerSecond) / 1000),
      );
      while (said < due) socket.write(messages[said++]);
      if (said === count) clearInterval(timer);
    }, TICK_MS);
    socket.once('close', () => clearInterval(timer));
  });
});
const messages = changesAfterLogon(count);
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));
