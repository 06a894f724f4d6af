/**
 * Entry of the recorder thread: opens the recordings of all feeds, then takes turns with them until
 * each has ended. Owns the loop; must never touch the rest of the run. A thread of its own.
 *
 * It looks by itself, some fifty times a second, instead of being woken: a wake-up would be the feed's to pay.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { Clock } from '../../telemetry/clock.js';
import { nameThread } from '../placement/thread-placement.js';
import type { RunPlan } from '../run-plan.js';
import {
  failureOf,
  logLine,
  type LogMessage,
  type ThreadFailure,
} from '../threads/thread-messages.js';
import { RecordingLine, type RecordingOutcome } from './recording-line.js';

export interface RecorderThreadData {
  readonly plan: RunPlan;
  readonly syncNs: number;
  readonly rotateBytes: number;
}

export type RecorderMessage =
  | LogMessage
  | { readonly kind: 'recorder-ready' }
  /** Before it was ready: a file cannot be had. */
  | { readonly kind: 'recorder-failed'; readonly failure: ThreadFailure }
  /** A recording has ended before its feed. */
  | { readonly kind: 'recording-broke'; readonly failure: ThreadFailure }
  | { readonly kind: 'recorder-ended'; readonly outcomes: readonly RecordingOutcome[] };

const SLEEP_MS_LIMIT = 20;
/** Between two lines about records that are missing. */
const MISSING_NOTE_NS = 10e9;

const post = (message: RecorderMessage): void => parentPort!.postMessage(message);

async function main(data: RecorderThreadData): Promise<void> {
  nameThread('bc-recorder');
  const clock = new Clock(data.plan.runBaseNs);
  const lines = data.plan.recordings.map(
    (recording) => new RecordingLine({ ...data, recording, clock }),
  );
  for (const { opened } of lines) noteOpened(opened);
  post({ kind: 'recorder-ready' });
  const missing = new MissingNotes(lines, clock);
  while (lines.some(({ isOver }) => !isOver)) {
    let taken = 0;
    for (const line of lines) taken += await turn(line);
    missing.note();
    if (taken > 0) continue;
    const waiting = lines.find(({ isOver }) => !isOver);
    waiting?.wait(lines.reduce((ms, line) => line.sleepMs(ms), SLEEP_MS_LIMIT));
  }
  post({ kind: 'recorder-ended', outcomes: lines.map((line) => line.outcome()) });
}

async function turn(line: RecordingLine): Promise<number> {
  const wasOver = line.isOver;
  const taken = await line.turn();
  const { failure } = line;
  if (!wasOver && failure !== undefined) {
    post(logLine('error', `the recording has stopped, the feed goes on: ${failure.message}`));
    post({ kind: 'recording-broke', failure });
  }
  return taken;
}

function noteOpened({ path, isNew, recordCount, tornBytes }: RecordingLine['opened']): void {
  const goesOn = isNew ? 'recording to' : `recording goes on behind ${recordCount} records in`;
  post(logLine('info', `${goesOn} ${path}`));
  if (tornBytes > 0) {
    post(
      logLine(
        'warn',
        `${path} was not closed: its last ${tornBytes} bytes, no whole block, are cut off`,
      ),
    );
  }
}

/** Tells of records that are missing, now and then. */
class MissingNotes {
  private toldCount = 0;
  private dueNs = 0;

  constructor(
    private readonly lines: readonly RecordingLine[],
    private readonly clock: Clock,
  ) {}

  note(): void {
    const count = this.lines.reduce((sum, { missingCount }) => sum + missingCount, 0);
    if (count === this.toldCount || this.clock.nowNs() < this.dueNs) return;
    post(
      logLine(
        'warn',
        `${count - this.toldCount} records found the queue of the recording full and are missing in it; see record.queueBytes`,
      ),
    );
    this.toldCount = count;
    this.dueNs = this.clock.nowNs() + MISSING_NOTE_NS;
  }
}

if (parentPort !== null) {
  main(workerData as RecorderThreadData).catch((error: unknown) => {
    post({ kind: 'recorder-failed', failure: failureOf(error) });
  });
}
