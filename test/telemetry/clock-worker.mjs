import { parentPort, workerData } from 'node:worker_threads';
import { Clock } from '../../dist/telemetry/clock.js';

const clock = new Clock(workerData);
parentPort.on('message', () => parentPort.postMessage(clock.nowNs()));
parentPort.postMessage('ready');
