/**
 * Reads a log of FIX messages (plain or Zstandard): lines with whatever in front of a message, SOH or what stands for it
 * between the fields. Owns the messages that are read and not taken yet, and the file's own time: SendingTime of one
 * message after the other. Feed thread.
 */
import { FieldTable } from '../../fix/codec/field-table.js';
import { scanMessage } from '../../fix/codec/scan-message.js';
import { readUtcTimestamp, utcParts } from '../../fix/codec/utc-time.js';
import { messagesIn } from '../../fix/log/log-line.js';
import { isWholeMessage } from '../../fix/log/whole-message.js';
import { TAG } from '../../fix/tags.js';
import { ByteFile } from './byte-file.js';
import type { FeedErrorDetail } from './feed-error.js';
import { LineSplitter } from './line-splitter.js';

const LINE_BYTES_LIMIT = 32 * 1024 * 1024;
/** Messages read ahead; more of the file is read when they are taken. */
const READ_AHEAD = 2_000;
/** A log is often of excerpts: a longer pause between two messages is played as one of this length. */
const PAUSE_NS_MAX = 60e9;

export interface LoggedFixMessage {
  readonly bytes: Uint8Array;
  /** BodyLength and CheckSum hold. */
  readonly isWhole: boolean;
  /** Time of the file, ns since its first message. */
  readonly sourceNs: number;
}

export class FixLogFile {
  failure: FeedErrorDetail | undefined;
  private readonly file: ByteFile;
  private readonly lines: LineSplitter;
  private readonly table = new FieldTable();
  private readonly parts = utcParts();
  private messages: LoggedFixMessage[] = [];
  private head = 0;
  private sourceNs = 0;
  private lastUnixNs = NaN;
  private isOver = false;

  constructor(readonly path: string) {
    this.file = new ByteFile(path);
    this.lines = new LineSplitter(LINE_BYTES_LIMIT, (line) => this.takeLine(line), 'latin1');
  }

  /** @throws FeedError. */
  open(): Promise<void> {
    return this.file.open();
  }

  /** Of the next message; NaN while refill() must run first, Infinity at the end. */
  nextSourceNs(): number {
    if (this.head < this.messages.length) return this.messages[this.head]!.sourceNs;
    return this.isOver ? Infinity : NaN;
  }

  take(): LoggedFixMessage {
    const message = this.messages[this.head++]!;
    if (this.head === this.messages.length) {
      this.messages = [];
      this.head = 0;
    }
    return message;
  }

  async refill(): Promise<void> {
    while (!this.isOver && this.messages.length - this.head < READ_AHEAD) await this.readOn();
  }

  progress(): { done: number; total: number } {
    return { done: this.file.doneBytes, total: this.file.totalBytes };
  }

  close(): Promise<void> {
    this.isOver = true;
    return this.file.close();
  }

  private async readOn(): Promise<void> {
    await this.file.read((bytes, from, to) => {
      if (this.isOver || this.lines.push(bytes, from, to)) return;
      this.isOver = true;
      this.failure = {
        code: 'malformed',
        message: `${this.path}: the line at byte ${this.lines.lineStart} is longer than ${LINE_BYTES_LIMIT} bytes`,
        file: this.path,
        byteOffset: this.lines.lineStart,
      };
    });
    if (!this.file.atEnd || this.isOver) return;
    this.isOver = true;
    if (this.lines.unfinishedBytes > 0) this.takeLine(this.lines.takeUnfinished());
    this.failure ??= this.file.failure;
  }

  private takeLine(line: string): void {
    for (const { text } of messagesIn(line)) {
      const bytes = Buffer.from(text, 'latin1');
      const isWhole = isWholeMessage(bytes);
      if (isWhole) this.moveTime(bytes);
      this.messages.push({ bytes, isWhole, sourceNs: this.sourceNs });
    }
  }

  private moveTime(bytes: Uint8Array): void {
    const { table, parts } = this;
    scanMessage(table, bytes, 0, bytes.length);
    const at = table.find(TAG.SendingTime);
    if (at < 0 || !readUtcTimestamp(bytes, table.starts[at]!, table.ends[at]!, parts)) return;
    const unixNs = parts[0]! * 1e9 + parts[1]!;
    const pauseNs = unixNs - this.lastUnixNs;
    if (pauseNs > 0) this.sourceNs += Math.min(pauseNs, PAUSE_NS_MAX);
    this.lastUnixNs = unixNs;
  }
}
