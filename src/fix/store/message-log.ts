/**
 * Every message of a session in and out, with time and direction, for the operator. Owns the log's files in
 * the session's folder, rotated by size and count. Must never hold up the session nor break it: it is
 * written in batches beside the session's work, and what a full or slow disk does not take is counted,
 * told once, and noted in the log where it is missing. The session's thread.
 *
 * A line is `20261121-10:58:57.123 < 8=FIX.4.4␁…␁` and a line feed: `<` came, `>` was sent, `!` was garbled.
 * What is of the last tenth of a second may be missing after a kill.
 */
import { open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { UTC_TIMESTAMP_BYTES, UtcTimeText } from '../codec/utc-time-text.js';
import type { MessageLogSettings } from '../session/endpoint-settings.js';
import { SecretMask } from './mask-secrets.js';

export interface MessageLogOptions extends MessageLogSettings {
  readonly folder: string;
  /** Of the session: masked wherever it stands. */
  readonly password?: string | undefined;
  /** For the operator's log. */
  readonly note: (text: string) => void;
}

const CURRENT = 'messages.log';
const ROTATED = /^messages\.(\d+)\.log$/;
const rotatedName = (count: number): string => `messages.${String(count).padStart(6, '0')}.log`;
/** What waits for the disk at most, twice. */
const BATCH_BYTES = 512 * 1024;
/** Of a longer message only the beginning is logged. */
const MESSAGE_BYTES_LIMIT = 64 * 1024;
/** Stamp, direction, reason, a cut message's length. */
const LINE_BYTES_MARGIN = 128;
const LINE_FEED = 0x0a;

export class MessageLog {
  private readonly mask: SecretMask;
  private filling = Buffer.allocUnsafe(BATCH_BYTES);
  private fillingBytes = 0;
  private fillingLines = 0;
  private spare = Buffer.allocUnsafe(BATCH_BYTES);
  private writing: Promise<void> | undefined;
  private file: FileHandle | undefined;
  private fileBytes = 0;
  private readonly stamp = new UtcTimeText();
  /** Lines that are in no file. */
  lostLines = 0;
  private lostSinceTold = 0;
  private isFailing = false;

  constructor(private readonly options: MessageLogOptions) {
    this.mask = new SecretMask(options.password);
  }

  received(wallMs: number, bytes: Uint8Array, start: number, end: number): void {
    this.line(wallMs, ' < ', bytes, start, end, true);
  }

  sent(wallMs: number, bytes: Uint8Array): void {
    this.line(wallMs, ' > ', bytes, 0, bytes.length, true);
  }

  /** Only what begins like a message: a piece of one could begin within a password. */
  garbled(wallMs: number, why: string, bytes: Uint8Array, start: number, end: number): void {
    const isShown = bytes[start] === 0x38 && bytes[start + 1] === 0x3d;
    this.line(
      wallMs,
      ` ! ${why}, ${end - start} bytes `,
      bytes,
      start,
      isShown ? end : start,
      false,
    );
  }

  /** Hands what has gathered to the disk; about every 100 ms. */
  flush(): void {
    if (this.writing !== undefined || this.fillingBytes === 0) return;
    const full = this.filling;
    const batch = full.subarray(0, this.fillingBytes);
    const lines = this.fillingLines;
    this.filling = this.spare;
    this.fillingBytes = 0;
    this.fillingLines = 0;
    this.writing = this.write(batch, lines).then(() => {
      this.spare = full;
      this.writing = undefined;
    });
  }

  /** What flush() handed over is in the file, or counted as lost. */
  async written(): Promise<void> {
    await this.writing;
  }

  /** Everything that was handed over is in the file, or counted as lost. */
  async close(): Promise<void> {
    await this.writing;
    this.flush();
    await this.writing;
    await this.file?.close().catch(ignore);
    this.file = undefined;
  }

  private line(
    wallMs: number,
    mark: string,
    bytes: Uint8Array,
    start: number,
    end: number,
    isWhole: boolean,
  ): void {
    const shownEnd = Math.min(end, start + MESSAGE_BYTES_LIMIT);
    // Masking three bytes for an empty value is the most that a field grows by.
    const roomBytes = LINE_BYTES_MARGIN + 2 * (shownEnd - start);
    if (this.fillingBytes + roomBytes > this.filling.length) this.flush();
    if (this.fillingBytes + roomBytes > this.filling.length) return this.lose(1);
    const { filling } = this;
    this.stamp.set(wallMs);
    let at = this.fillingBytes;
    filling.set(this.stamp.bytes, at);
    at += UTC_TIMESTAMP_BYTES;
    at += filling.write(mark, at, 'latin1');
    at = this.mask.copy(filling, at, bytes, start, shownEnd, isWhole);
    if (shownEnd < end) at += filling.write(` … of ${end - start} bytes`, at, 'utf8');
    filling[at++] = LINE_FEED;
    this.fillingBytes = at;
    this.fillingLines++;
  }

  private async write(batch: Buffer, lines: number): Promise<void> {
    try {
      const file = await this.openFile();
      if (this.lostSinceTold > 0) await this.tellLost(file);
      await file.appendFile(batch);
      this.fileBytes += batch.length;
      this.isFailing = false;
    } catch (error) {
      this.lose(lines);
      await this.file?.close().catch(ignore);
      this.file = undefined;
      if (this.isFailing) return;
      this.isFailing = true;
      const { message } = error as Error;
      this.options.note(
        `FIX messages are not logged in ${this.options.folder}: ${message}; the session goes on`,
      );
    }
  }

  private lose(lines: number): void {
    this.lostLines += lines;
    this.lostSinceTold += lines;
  }

  private async tellLost(file: FileHandle): Promise<void> {
    const lost = this.lostSinceTold;
    await file.appendFile(
      `${this.stamp.bytes.toString('latin1')} ! ${lost} messages are missing here\n`,
    );
    this.lostSinceTold -= lost;
    this.options.note(`FIX messages are logged again; ${lost} are missing`);
  }

  /** The file that is written, the next one where it is full. */
  private async openFile(): Promise<FileHandle> {
    const { folder, fileBytes } = this.options;
    if (this.file !== undefined && this.fileBytes < fileBytes) return this.file;
    await this.file?.close();
    this.file = undefined;
    const path = join(folder, CURRENT);
    let file = await open(path, 'a+');
    let { size } = await file.stat();
    if (size >= fileBytes) {
      await file.close();
      await this.rotate();
      file = await open(path, 'a+');
      size = 0;
    }
    this.file = file;
    this.fileBytes = size;
    if (size > 0) await this.endLine(file, size);
    return file;
  }

  /** A kill may have cut the last line. */
  private async endLine(file: FileHandle, size: number): Promise<void> {
    const last = Buffer.alloc(1);
    await file.read(last, 0, 1, size - 1);
    if (last[0] !== LINE_FEED) await file.appendFile('\n');
  }

  private async rotate(): Promise<void> {
    const { folder, filesLimit } = this.options;
    const counts = (await readdir(folder))
      .flatMap((name) => ROTATED.exec(name)?.[1] ?? [])
      .map(Number)
      .sort((a, b) => a - b);
    const next = (counts.at(-1) ?? 0) + 1;
    await rename(join(folder, CURRENT), join(folder, rotatedName(next)));
    const extra = [...counts, next].slice(0, Math.max(0, counts.length + 2 - filesLimit));
    for (const count of extra) await rm(join(folder, rotatedName(count)), { force: true });
  }
}

const ignore = (): void => {};
