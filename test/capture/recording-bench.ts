/** Writes recordings with the real tap, queue and recorder, in one thread and at a clock of the test's. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ORIGIN } from '../../src/capture/cold-messages.js';
import { Recorder } from '../../src/capture/recorder.js';
import { RecordCursor } from '../../src/capture/record-cursor.js';
import { RECORD_FIELD } from '../../src/capture/record-fields.js';
import { RecordingReader } from '../../src/capture/recording-reader.js';
import { RecordingTap } from '../../src/capture/recording-tap.js';
import { RecordingWriter } from '../../src/capture/recording-writer.js';
import type { TappedFeed } from '../../src/feed/feed-tap.js';
import { allocateByteQueue, ByteQueueReader, ByteQueueWriter } from '../../src/ring/byte-queue.js';
import { FEED, inputInHand, tellTap, type TapInput } from './tap-inputs.js';

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'bookcast-recording-'));

export const WALL_BASE_NS = 1_795_248_000_123_456_789n;

export interface BenchOptions {
  readonly blockContentBytes?: number;
  readonly queueBytes?: number;
  readonly rotateBytes?: number;
  readonly syncNs?: number;
  readonly wallBaseNs?: bigint;
}

export class RecordingBench {
  readonly clock = { ns: 0, nowNs: (): number => this.clock.ns };
  readonly writer: RecordingWriter;
  readonly recorder: Recorder;
  readonly tap: RecordingTap;
  readonly queueReader: ByteQueueReader;

  constructor(path: string, options: BenchOptions = {}) {
    const { blockContentBytes = 300, queueBytes = 2 ** 20, rotateBytes = 2 ** 30 } = options;
    const { syncNs = Infinity, wallBaseNs = WALL_BASE_NS } = options;
    const buffer = allocateByteQueue(queueBytes);
    this.queueReader = new ByteQueueReader(buffer);
    this.tap = new RecordingTap(new ByteQueueWriter(buffer));
    this.writer = new RecordingWriter({ path, rotateBytes });
    this.recorder = new Recorder({
      queue: this.queueReader,
      writer: this.writer,
      syncNs,
      clock: this.clock,
      blockContentBytes,
      about: {
        origin: ORIGIN.LIVE,
        productVersion: '1.2.3',
        runBaseNs: 17_000_000_000_000_001n,
        wallBaseNs,
      },
    });
  }

  start(feed: TappedFeed = FEED, nowNs = 1000): void {
    this.tap.atTime(nowNs, nowNs);
    this.tap.started(feed);
  }

  tell(inputs: readonly TapInput[]): void {
    for (const input of inputs) tellTap(this.tap, input);
  }

  async drain(): Promise<void> {
    while ((await this.recorder.turn()) > 0);
  }

  async finish(): Promise<void> {
    await this.drain();
    this.tap.close();
    await this.recorder.finish();
  }
}

export interface WholeRecording {
  readonly sessions: readonly { session: number; part: number; venue: string }[];
  readonly inputs: readonly TapInput[];
  /** Told in band by the recorder, then found by the reader. */
  readonly missing: number;
  readonly lost: number;
  readonly failure: RecordingReader['failure'];
}

/** Everything that a reader gets out of a recording. @throws FeedError when it cannot be opened. */
export async function readAll(path: string, seekUnixUs?: number): Promise<WholeRecording> {
  const reader = new RecordingReader(path);
  reader.open();
  if (seekUnixUs !== undefined) reader.seekSession(seekUnixUs);
  const cursor = new RecordCursor();
  const sessions: WholeRecording['sessions'][number][] = [];
  const inputs: TapInput[] = [];
  let missing = 0;
  let lost = 0;
  for (;;) {
    const step = await reader.read();
    if (step.kind === 'end') break;
    if (step.kind === 'session') {
      const { session, part, feed } = step.session;
      sessions.push({ session, part, venue: feed.venue });
    } else if (step.kind === 'lost') lost += step.records;
    else {
      cursor.aim(step.content);
      for (let next = cursor.next(); next !== 'end'; next = cursor.next()) {
        if (next === 'malformed') throw new Error('malformed record in a good block');
        if (cursor.input === RECORD_FIELD.MISSING) missing += cursor.number;
        else inputs.push(inputInHand(cursor));
      }
    }
  }
  const { failure } = reader;
  reader.close();
  return { sessions, inputs, missing, lost, failure };
}
