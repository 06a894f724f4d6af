/**
 * Reads a JSON-lines capture (plain or Zstandard), record by record in order of time. Captures are
 * ordered per connection, not always as a whole: records wait in a sort buffer of
 * `sortBytesLimit` bytes of lines, so a file up to that size is fully sorted and of a larger one any
 * record that is at most that many bytes out of place. One that comes later still is handed on at
 * once and counted as late.
 *
 * Memory: sort buffer + one line + one chunk + the decompressor's window. Feed thread.
 */
import { ByteFile } from './byte-file.js';
import { parseCaptureLine, type CaptureRecord } from './capture-record.js';
import { FeedError, type FeedErrorDetail } from './feed-error.js';
import { LineSplitter } from './line-splitter.js';
import { TimeOrder } from './time-order.js';

export const CAPTURES_FILE_LIMITS = {
  /** Bytes of lines held back for sorting; policy when full: hand on the oldest. */
  sortBytesLimit: 64 * 1024 * 1024,
  /** Read beyond the sort buffer per refill, so that refills are few. */
  readAheadBytes: 4 * 1024 * 1024,
  /** Longest line; policy: the file ends there with an error. */
  lineBytesLimit: 32 * 1024 * 1024,
} as const;

export type CapturesFileLimits = { readonly [Key in keyof typeof CAPTURES_FILE_LIMITS]: number };

const BRACE = 0x7b;

/** What a record costs beyond its line. */
const RECORD_OVERHEAD_BYTES = 128;

interface HeldRecord {
  readonly record: CaptureRecord;
  readonly bytes: number;
}

export class CapturesFile {
  exchange = '';
  /** Records handed on after a newer one. */
  lateCount = 0;
  /** Lines that are no record; the first is the failure. */
  damagedLineCount = 0;
  /** Records of a type that the format does not define. */
  unknownCount = 0;
  /** The first thing wrong with the file. What was good is handed on all the same. */
  failure: FeedErrorDetail | undefined;
  private readonly file: ByteFile;
  private readonly lines: LineSplitter;
  private readonly order = new TimeOrder<HeldRecord>();
  private heldBytes = 0;
  private lineNumber = 0;
  private stopped = false;
  private originSeconds = NaN;
  private lastTime = -Infinity;

  constructor(
    readonly path: string,
    private readonly limits: CapturesFileLimits = CAPTURES_FILE_LIMITS,
  ) {
    this.file = new ByteFile(path);
    this.lines = new LineSplitter(limits.lineBytesLimit, (line, at) => this.takeLine(line, at));
  }

  /**
   * Read up to the header.
   * @throws FeedError when the file cannot be read or is no capture.
   */
  async open(): Promise<void> {
    await this.file.open();
    while (this.lineNumber === 0 && !this.stopped) await this.readOn();
    if (this.exchange !== '') return;
    await this.close();
    throw new FeedError(this.failure ?? this.notACapture('has no header line', 0));
  }

  /** Source time of the next record, ns since the second in which the first line was recorded. */
  nextSourceNs(): number {
    if (!this.mayTake()) return this.stopped ? Infinity : NaN;
    return this.sourceNs(this.order.firstTime);
  }

  /** Take the next record. Call only when nextSourceNs() is a finite number. */
  take(): CaptureRecord {
    const { record, bytes } = this.order.pop();
    this.heldBytes -= bytes;
    if (record.ts < this.lastTime) this.lateCount++;
    else this.lastTime = record.ts;
    return record;
  }

  /** Read until the sort buffer is full or the file is over. */
  async refill(): Promise<void> {
    const target = this.limits.sortBytesLimit + this.limits.readAheadBytes;
    while (!this.stopped && this.heldBytes < target) await this.readOn();
  }

  /** Bytes of the file; what is read but still waits in the sort buffer is not done. */
  progress(): { done: number; total: number } {
    const { doneBytes, totalBytes, contentBytes } = this.file;
    const waiting = contentBytes === 0 ? 0 : Math.min(this.heldBytes / contentBytes, 1);
    return { done: Math.round(doneBytes * (1 - waiting)), total: totalBytes };
  }

  async close(): Promise<void> {
    this.stopped = true;
    await this.file.close();
  }

  /** A late record takes the time of the one before it: time never runs backwards. */
  private sourceNs(ts: number): number {
    return Math.round((Math.max(ts, this.lastTime) - this.originSeconds) * 1e9);
  }

  private mayTake(): boolean {
    if (this.order.size === 0) return false;
    return this.stopped || this.heldBytes > this.limits.sortBytesLimit;
  }

  private async readOn(): Promise<void> {
    await this.file.read((bytes, from, to) => {
      if (this.lineNumber === 0 && this.lines.unfinishedBytes === 0 && bytes[from] !== BRACE) {
        this.refuseFile('does not begin with {', 0);
      }
      if (this.stopped || this.lines.push(bytes, from, to)) return;
      this.fail({
        code: 'malformed',
        message: `${this.path}: line ${this.lineNumber + 1} at byte ${this.lines.lineStart} is longer than ${this.limits.lineBytesLimit} bytes`,
        byteOffset: this.lines.lineStart,
      });
      this.stopped = true;
    });
    if (!this.file.atEnd || this.stopped) return;
    this.endOfFile();
  }

  private endOfFile(): void {
    this.stopped = true;
    const cut = this.lines.unfinishedBytes;
    if (this.file.failure) {
      const { message, ...rest } = this.file.failure;
      this.fail({ ...rest, message: `${message}; ${this.lineNumber} whole lines before it` });
    } else if (cut > 0) {
      this.takeLine(this.lines.takeUnfinished(), this.lines.lineStart, true);
    }
  }

  private takeLine(line: string, byteOffset: number, last = false): void {
    this.lineNumber++;
    if (this.stopped && !last) return;
    const parsed = parseCaptureLine(line);
    if (this.lineNumber === 1) {
      if (parsed.kind === 'header') this.exchange = parsed.header.exchange;
      else this.refuseFile(parsed.kind === 'refused' ? parsed.reason : 'is no header', byteOffset);
      return;
    }
    switch (parsed.kind) {
      case 'record':
        this.hold(parsed.record, line.length + RECORD_OVERHEAD_BYTES);
        return;
      case 'unknown':
        this.unknownCount++;
        return;
      case 'header':
        // Captures may be concatenated, but only of one exchange.
        if (parsed.header.exchange === this.exchange) return;
        this.refuseLine(
          `begins a capture of ${parsed.header.exchange} within one of ${this.exchange}`,
          byteOffset,
          false,
        );
        this.stopped = true;
        return;
      case 'refused':
        if (line.trim() !== '') this.refuseLine(parsed.reason, byteOffset, last);
        return;
    }
  }

  private hold(record: CaptureRecord, bytes: number): void {
    if (Number.isNaN(this.originSeconds)) this.originSeconds = Math.floor(record.ts);
    this.heldBytes += bytes;
    this.order.push(record.ts, { record, bytes });
  }

  /** Lines stand alone: the others are kept. */
  private refuseLine(reason: string, byteOffset: number, last: boolean): void {
    this.damagedLineCount++;
    const where = `line ${this.lineNumber} at byte ${byteOffset}`;
    this.fail({
      code: last ? 'truncated' : 'malformed',
      message: last
        ? `${this.path} is cut off inside ${where}: it ${reason}`
        : `${this.path}: ${where} ${reason}`,
      byteOffset,
    });
  }

  private refuseFile(reason: string, byteOffset: number): void {
    this.stopped = true;
    this.fail(this.notACapture(reason, byteOffset));
  }

  private notACapture(reason: string, byteOffset: number): FeedErrorDetail {
    return {
      code: 'wrong-format',
      message: `${this.path} is no JSON-lines capture: the first line (byte ${byteOffset}) ${reason}`,
      byteOffset,
    };
  }

  private fail(detail: FeedErrorDetail): void {
    this.failure ??= { ...detail, file: this.path };
  }
}
