// Kills a FIX initiator with SIGKILL at random moments while it says and hears messages, again and again on one
// store, and looks each time at what it left: its next number is above everything that was on the wire, what it
// keeps is the same to the byte, what it has heard is not forgotten, and the session goes on without a hole.
//
//   node scripts/fix-kill.mjs [--rounds 50] [--seed 1]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FieldTable } from '../dist/fix/codec/field-table.js';
import { scanMessage } from '../dist/fix/codec/scan-message.js';
import { ACCEPTOR_LIMITS, FixAcceptor } from '../dist/fix/link/fix-acceptor.js';
import { SessionLink } from '../dist/fix/link/session-link.js';
import { MemoryStore } from '../dist/fix/session/memory-store.js';
import { openSessionFiles } from '../dist/fix/store/session-files.js';
import { seededRandom } from '../dist/feed/seeded-random.js';
import { killDrillSettings, SOH } from './fix-kill-settings.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});
const rounds = Number(values.rounds);
const seed = Number(values.seed);
const random = seededRandom(seed);
/** After the logon. */
const KILL_WITHIN_MS = 300;
const SAY_EVERY_MS = 2;

const folder = mkdtempSync(join(tmpdir(), 'bookcast-fix-kill-'));
const childPath = fileURLToPath(new URL('./fix-kill-child.mjs', import.meta.url));
const clock = { nowNs: () => Number(process.hrtime.bigint()), wallMs: () => Date.now() };

/** What was on the wire: the child's messages as they were said first, by their number. */
const onWire = new Map();
let highestOnWire = 0;
/** Numbers of the child's application messages, as the session handed them on. */
const processed = [];
let wakeEnded = () => {};

const table = new FieldTable();
const parent = new SessionLink({
  name: 'parent',
  settings: killDrillSettings('acceptor').session,
  store: new MemoryStore(Date.now()),
  clock,
  tap: {
    received: (_, bytes, start, end) => {
      scanMessage(table, bytes, start, end);
      const msgSeqNum = table.integer(34);
      if (table.text(43) === 'Y') return;
      highestOnWire = Math.max(highestOnWire, msgSeqNum);
      const said = Buffer.from(bytes.subarray(start, end));
      const before = onWire.get(msgSeqNum);
      if (before !== undefined && !before.equals(said)) {
        throw new Error(`${msgSeqNum} was on the wire twice:\n${before}\n${said}`);
      }
      onWire.set(msgSeqNum, said);
    },
    sent: () => {},
    garbled: () => {},
  },
  events: {
    loggedOn: () => {},
    loggedOff: () => {},
    application: (message) => processed.push(message.integer(34)),
    rejected: (message) => fail(`the child rejected: ${message.text(58)}`),
    ended: () => wakeEnded(),
    note: () => {},
  },
});
const acceptor = new FixAcceptor({
  address: { host: '127.0.0.1', port: 0 },
  limits: ACCEPTOR_LIMITS,
  clock,
  find: () => parent,
  note: (text) => console.error(text),
});
const port = await acceptor.listen();

function fail(why) {
  console.error(`seed ${seed}: ${why}; the store is kept in ${folder}`);
  process.exit(1);
}

/** @param isKilled by SIGKILL; else it logs out. */
async function runChild(round, isKilled) {
  const ended = new Promise((resolve) => (wakeEnded = resolve));
  const child = spawn(
    process.execPath,
    [childPath, folder, String(port), String(seed * 1e4 + round)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const exited = once(child, 'close');
  const ticker = setInterval(() => {
    parent.tick();
    const body = Buffer.from(`148=to the child${SOH}33=1${SOH}58=${round}${SOH}`, 'latin1');
    if (parent.isLoggedOn) parent.send('B', body, random() < 0.5);
  }, SAY_EVERY_MS);
  // The first words of some rounds die before they are whole: at any moment, the opening of the store included.
  const isEarly = isKilled && random() < 0.2;
  if (!isEarly) await Promise.race([once(child.stdout, 'data'), exited]);
  setTimeout(
    () => (isKilled ? child.kill('SIGKILL') : child.stdin.write('go')),
    random() * KILL_WITHIN_MS,
  );
  const [code, signal] = await exited;
  if (isKilled ? signal !== 'SIGKILL' : code !== 0) fail(`the child ended with ${code} ${signal}`);
  while (parent.isCarried) await ended;
  clearInterval(ticker);
}

let heardBefore = 1;
let keptSeen = 0;

/** Everything that a store that was killed must hold. */
async function look(round) {
  const { session, files } = killDrillSettings('initiator', folder);
  const notes = [];
  const opened = await openSessionFiles({
    ...files,
    identity: session.identity,
    wallMs: Date.now(),
    note: (text) => notes.push(text),
  });
  const { store } = opened;
  if (store.nextOut <= highestOnWire) {
    fail(`round ${round}: nextOut is ${store.nextOut}, and ${highestOnWire} was on the wire`);
  }
  if (store.nextIn < heardBefore) fail(`round ${round}: nextIn went back to ${store.nextIn}`);
  heardBefore = store.nextIn;
  let kept = 0;
  store.kept(0, Infinity, (msgSeqNum, bytes) => {
    kept++;
    const said = onWire.get(msgSeqNum);
    // On disk and never on the wire: the kill came between.
    if (said !== undefined && !said.equals(Buffer.from(bytes))) {
      fail(`round ${round}: ${msgSeqNum} is kept as\n${Buffer.from(bytes)}\nand was\n${said}`);
    }
    if (said !== undefined) keptSeen++;
    return true;
  });
  if (highestOnWire > 3 && kept === 0) fail(`round ${round}: nothing is kept`);
  await opened.close();
  return { nextOut: store.nextOut, nextIn: store.nextIn, kept, isTorn: notes.length > 0 };
}

let tornCount = 0;
for (let round = 1; round <= rounds; round++) {
  await runChild(round, true);
  const found = await look(round);
  if (found.isTorn) tornCount++;
}
await runChild(rounds + 1, false);
const last = await look(rounds + 1);
for (let i = 1; i < processed.length; i++) {
  if (processed[i] <= processed[i - 1])
    fail(`${processed[i]} was processed after ${processed[i - 1]}`);
}
const seen = new Set(processed);
for (const [msgSeqNum, said] of onWire) {
  if (said.includes(`${SOH}35=B${SOH}`) && !seen.has(msgSeqNum))
    fail(`${msgSeqNum} was on the wire and never processed`);
}
acceptor.close();
rmSync(folder, { recursive: true });
console.log(
  `${rounds} kills: nextOut ${last.nextOut}, nextIn ${last.nextIn}, ${processed.length} messages processed once and in order, ${keptSeen} kept ones compared, ${tornCount} torn ends cut`,
);
process.exit(0);
