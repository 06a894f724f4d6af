/**
 * From the moment Node hands over what was read of the socket to the moment the last event of a message is written:
 * framing, session (validation, sequence, a file of its numbers), normalizer. The venue writes from a thread of its own.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { load } from '../../harness/build-under-test.mjs';
import { LatencyRecord } from '../../harness/latency-record.mjs';
import { makeSink } from '../parse/event-counter.mjs';
import { makeNormalizer } from './events.mjs';

const MESSAGES_PER_SECOND = 10_000;
const SECONDS = 5;
const QUICK_SECONDS = 1;
const WARM_UP_SECONDS = 1;

export async function socketToEvent({ quick }) {
  const { openFixSocket } = await load('fix/link/fix-socket.js');
  const count = MESSAGES_PER_SECOND * (WARM_UP_SECONDS + (quick ? QUICK_SECONDS : SECONDS));
  const venue = new Worker(new URL('./paced-venue.mjs', import.meta.url), {
    workerData: { count, messagesPerSecond: MESSAGES_PER_SECOND },
  });
  const folder = mkdtempSync(join(tmpdir(), 'bookcast-bench-fix-'));
  try {
    const [{ port }] = await once(venue, 'message');
    const { link, connectionOf, record, finished } = await makeSession(count, folder);
    const socket = openFixSocket({ host: '127.0.0.1', port }, undefined, 5000, {
      opened: () => link.carry(connectionOf(socket)),
      failed: (why) => finished.reject(new Error(why)),
    });
    venue.once('error', finished.reject);
    await finished.promise;
    socket.destroy();
    const { p50Us, p99Us, p999Us, maxUs } = record.percentilesUs();
    return { metrics: { p50: p50Us, p99: p99Us, 'p99.9': p999Us, max: maxUs } };
  } finally {
    await venue.terminate();
    rmSync(folder, { recursive: true });
  }
}

function deferred() {
  let settle;
  const promise = new Promise((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}

async function makeSession(count, folder) {
  const { SessionLink } = await load('fix/link/session-link.js');
  const { CONNECTION_LIMITS, FixConnection } = await load('fix/link/fix-connection.js');
  const { SESSION_DEFAULTS } = await load('fix/session/session-settings.js');
  const { KEPT_BYTES_LIMIT_DEFAULT, openSessionFiles } = await load('fix/store/session-files.js');
  const { dictionaryOf } = await load('fix/dictionary/dictionary-of.js');
  const { validate } = await load('fix/dictionary/validate.js');
  const dictionary = dictionaryOf('FIX.4.4');
  const sink = await makeSink();
  const normalizer = await makeNormalizer({ profile: 'id' }, sink);
  const record = new LatencyRecord();
  const finished = deferred();
  const nowNs = () => Number(process.hrtime.bigint());
  const warmUpCount = MESSAGES_PER_SECOND * WARM_UP_SECONDS;
  let readNs = 0;
  let heard = 0;
  const application = ({ bytes, start, end }) => {
    const before = sink.count;
    normalizer.atTime(readNs, readNs);
    normalizer.receivedBinary('fix', bytes.subarray(start, end));
    if (sink.count === before) finished.reject(new Error('a message made no event'));
    if (++heard > warmUpCount) record.add(nowNs() - readNs);
    if (heard === count) finished.resolve();
  };
  const identity = { version: 'FIX.4.4', senderCompId: 'BOOKCAST', targetCompId: 'VENUE' };
  const { store } = await openSessionFiles({
    storePath: folder,
    identity,
    wallMs: Date.now(),
    keptBytesLimit: KEPT_BYTES_LIMIT_DEFAULT,
    syncs: false,
    note() {},
  });
  const link = new SessionLink({
    name: 'bench',
    settings: {
      ...SESSION_DEFAULTS,
      identity,
      role: 'initiator',
      // The messages were made before, at times of their own.
      sendingTimeLimitSeconds: 0,
      resetOnLogon: true,
    },
    store,
    check: (table) => validate(table, dictionary),
    clock: { nowNs, wallMs: () => Date.now() },
    events: {
      loggedOn() {},
      loggedOff: (why) => finished.reject(new Error(why)),
      application,
      rejected: () => finished.reject(new Error('rejected')),
      ended: (why) => finished.reject(new Error(why)),
      note() {},
    },
  });
  const connectionOf = (socket) => {
    socket.on('data', () => (readNs = nowNs()));
    return new FixConnection(socket, { limits: CONNECTION_LIMITS });
  };
  return { link, connectionOf, record, finished };
}
