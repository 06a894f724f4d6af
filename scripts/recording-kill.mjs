// Kills a recorder with SIGKILL at random moments, again and again on one file, and looks each time
// whether the file opens and holds every record that was synced, in order and unchanged.
//
//   node scripts/recording-kill.mjs [--rounds 50] [--seed 1]
//
// The recorder is the real one: its thread, its queue, its files. The child (recording-kill-child.mjs)
// records numbered messages and says how many are synced; what it said last before it died must be there.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { RecordCursor } from '../dist/capture/record-cursor.js';
import { RecordingReader } from '../dist/capture/recording-reader.js';
import { partPath } from '../dist/capture/recording-parts.js';
import { seededRandom } from '../dist/feed/seeded-random.js';
import { messageText } from './recording-kill-child.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
});
const rounds = Number(values.rounds);
const random = seededRandom(Number(values.seed));
/** Small, so that kills hit changes of files too. */
const ROTATE_BYTES = 1_048_576;
/** After the first sync of a round, so that there is something to hold. */
const KILL_WITHIN_MS = 400;

const folder = mkdtempSync(join(tmpdir(), 'bookcast-recording-kill-'));
const path = join(folder, 'killed.bcr');
const child = fileURLToPath(new URL('./recording-kill-child.mjs', import.meta.url));

/** @returns records that the recorder had said are synced, of this round. */
async function runAndKill(round) {
  const recorder = spawn(process.execPath, [child, path, String(round), String(ROTATE_BYTES)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(recorder, 'close');
  let text = '';
  let synced = 0;
  let isDoomed = false;
  recorder.stdout.setEncoding('utf8').on('data', (piece) => {
    text += piece;
    const lines = text.split('\n');
    text = lines.pop();
    if (lines.length === 0) return;
    synced = Number(lines.at(-1));
    if (isDoomed || synced === 0) return;
    isDoomed = true;
    setTimeout(() => recorder.kill('SIGKILL'), random() * KILL_WITHIN_MS);
  });
  const [code, signal] = await ended;
  if (signal !== 'SIGKILL') throw new Error(`the recorder ended with ${code}, not by the kill`);
  return synced;
}

/** Every session's messages are those of its round, from the first on. @returns how many of each. */
async function countMessages() {
  const reader = new RecordingReader(path);
  reader.open();
  const cursor = new RecordCursor();
  const counts = new Map();
  let round;
  for (let step = await reader.read(); step.kind !== 'end'; step = await reader.read()) {
    if (step.kind === 'lost') throw new Error(`${step.records} records are lost`);
    if (step.kind === 'session') {
      round = Number(step.session.feed.options.round);
      counts.set(round, 0);
      continue;
    }
    cursor.aim(step.content);
    for (let next = cursor.next(); next !== 'end'; next = cursor.next()) {
      const count = counts.get(round);
      const expected = messageText(round, count);
      if (next === 'malformed' || cursor.dataText() !== expected) {
        throw new Error(`round ${round}: record ${count} is not what was recorded`);
      }
      counts.set(round, count + 1);
    }
  }
  const { failure } = reader;
  reader.close();
  return { counts, isTorn: failure !== undefined };
}

const held = new Map();
let tornCount = 0;
try {
  for (let round = 1; round <= rounds; round++) {
    const synced = await runAndKill(round);
    const { counts, isTorn } = await countMessages();
    if (isTorn) tornCount++;
    for (const [former, count] of held) {
      if (counts.get(former) !== count) throw new Error(`round ${former} has changed`);
    }
    const found = counts.get(round) ?? 0;
    if (found < synced)
      throw new Error(`round ${round}: ${synced} were synced, ${found} are there`);
    held.set(round, found);
  }
  const total = [...held.values()].reduce((sum, count) => sum + count, 0);
  let parts = 0;
  while (statSync(partPath(path, parts + 1), { throwIfNoEntry: false })) parts++;
  console.log(
    `${rounds} kills: every synced record held, ${total} records in ${parts} parts; ${tornCount} kills left a torn end`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
