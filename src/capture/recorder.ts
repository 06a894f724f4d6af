/**
 * The recorder's duty cycle: takes what the tap queued, makes blocks of it, writes and syncs them.
 * Owns the queue's reading end and the writer; must never hold up the feed, which drops what finds
 * the queue full, and never go on after a write or sync that failed. Recorder thread.
 */
import type { TappedFeed } from '../feed/feed-tap.js';
import type { ByteQueueReader } from '../ring/byte-queue.js';
import { BlockBuilder } from './block-builder.js';
import type { SessionStart } from './cold-messages.js';
import { missingFields, RecordEncoder } from './record-encoder.js';
import { RecordCursor } from './record-cursor.js';
import { RECORD_FIELD } from './record-fields.js';
import { QUEUE_TAG } from './recording-tap.js';
import type { RecordingWriter } from './recording-writer.js';

/** Content of a block, about: enough to compress well, little enough to lose or to read for one moment. */
export const BLOCK_CONTENT_BYTES = 256 * 1024;

export interface RecorderOptions {
  readonly queue: ByteQueueReader;
  readonly writer: RecordingWriter;
  /** Longest time that a record waits to be safe on the disk. */
  readonly syncNs: number;
  /** What the feed cannot know of its session. */
  readonly about: Omit<SessionStart, 'feed' | 'startedNs'>;
  readonly clock: { nowNs(): number };
  readonly blockContentBytes?: number;
}

export class Recorder {
  /** Records that the queue had no room for, as told so far. */
  missingCount = 0;
  /** Records, over all parts and sessions, that survive a loss of power. */
  syncedRecords: number;
  blockCount = 0;
  syncCount = 0;
  private readonly builder: BlockBuilder;
  private readonly blockContentBytes: number;
  private readonly cursor = new RecordCursor();
  /** Run time at which the oldest record that is not synced was taken; NaN: all are. */
  private unsyncedSinceNs = NaN;
  private lastNowNs = 0;

  constructor(private readonly options: RecorderOptions) {
    this.blockContentBytes = options.blockContentBytes ?? BLOCK_CONTENT_BYTES;
    this.builder = new BlockBuilder(this.blockContentBytes * 2);
    this.syncedRecords = options.writer.recordCount;
  }

  /** One turn: at most a block's worth. @returns records taken. @throws RecordingError. */
  async turn(): Promise<number> {
    const { queue, clock, syncNs } = this.options;
    let taken = 0;
    while (this.builder.contentBytes < this.blockContentBytes && queue.next()) {
      taken++;
      if (queue.tag === QUEUE_TAG.SESSION) await this.beginSession();
      else this.take();
    }
    queue.release();
    const nowNs = clock.nowNs();
    if (taken > 0 && Number.isNaN(this.unsyncedSinceNs)) this.unsyncedSinceNs = nowNs;
    if (this.builder.contentBytes >= this.blockContentBytes) await this.writeBlock();
    if (nowNs - this.unsyncedSinceNs >= syncNs) await this.sync();
    return taken;
  }

  /** How long the thread may sleep, ms: until the next sync, but never so long that the queue fills up. */
  sleepMs(limitMs: number): number {
    const { clock, syncNs } = this.options;
    if (Number.isNaN(this.unsyncedSinceNs)) return limitMs;
    return Math.min(limitMs, Math.max(0, (this.unsyncedSinceNs + syncNs - clock.nowNs()) / 1e6));
  }

  /** The queue has ended and is empty: everything is written, synced and closed. @throws RecordingError. */
  async finish(): Promise<void> {
    const { queue, writer } = this.options;
    if (queue.lostAtEnd > 0) this.tellMissing(queue.lostAtEnd);
    await this.sync();
    writer.close();
  }

  private async beginSession(): Promise<void> {
    const { queue, writer, about } = this.options;
    const json = queue.u8.slice(queue.payloadOffset, queue.payloadOffset + queue.payloadBytes);
    const feed = JSON.parse(Buffer.from(json).toString()) as TappedFeed;
    await this.writeBlock();
    writer.beginSession({ ...about, feed, startedNs: queue.mark[0]! });
  }

  private take(): void {
    const { queue } = this.options;
    const { payloadOffset, payloadBytes, u8 } = queue;
    this.lastNowNs = queue.mark[0]!;
    let missing = 0;
    if (queue.tag === QUEUE_TAG.MISSING) {
      this.cursor.aim(u8.slice(payloadOffset, payloadOffset + payloadBytes));
      this.cursor.next();
      missing = this.cursor.number;
    }
    this.missingCount += missing;
    this.builder.add(u8, payloadOffset, payloadBytes, this.lastNowNs, missing);
  }

  /** What the tap could not say any more. */
  private tellMissing(count: number): void {
    const record = new RecordEncoder();
    record.stamps.fill(this.lastNowNs);
    const fields = missingFields(count, this.lastNowNs, this.lastNowNs);
    const bytes = new Uint8Array(record.measureEncoded(RECORD_FIELD.MISSING, fields));
    record.write(bytes, 0);
    this.missingCount += count;
    this.builder.add(bytes, 0, bytes.length, this.lastNowNs, count);
  }

  private async writeBlock(): Promise<void> {
    if (this.builder.recordCount === 0) return;
    const { writer } = this.options;
    const block = await this.builder.take(writer.currentSession, writer.recordCount, (nowNs) =>
      writer.unixUs(nowNs),
    );
    writer.append(block);
    this.blockCount++;
  }

  private async sync(): Promise<void> {
    await this.writeBlock();
    const { writer } = this.options;
    writer.sync();
    this.syncedRecords = writer.recordCount;
    this.syncCount++;
    this.unsyncedSinceNs = NaN;
  }
}
