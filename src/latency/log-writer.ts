/**
 * Writes latency logs into a folder: one file after the other, the oldest deleted. Owns its files;
 * must never throw or wait for the disk (what it cannot write is told once and lost). Supervisor.
 *
 * Every interval goes to the file in one write. What a failed write has left is cut off before
 * anything else is written, and no file is continued by a later process, so a file has whole lines
 * but for a last one that died with the machine. Old files go only for one that holds an interval: a
 * full disk leaves no empty files behind and costs no log.
 */
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { logHeader } from './hdr-log-format.js';
import { deleteOldest, logFileName, makeFolder } from './log-files.js';

/** Intervals that wait for a slow disk; one more is lost and counted. */
const PENDING_LIMIT = 64;
const MS_PER_MINUTE = 60_000;

export interface LogWriterOptions {
  readonly folder: string;
  readonly rotateMinutes: number;
  readonly filesLimit: number;
  /** Name and version, for the first line. */
  readonly writtenBy: string;
  readonly processId: number;
  /** Called when writing begins to fail, not for each failure. */
  readonly onError: (path: string, error: Error) => void;
  /** Called when it works again. */
  readonly onRecovered: (path: string, lostIntervals: number) => void;
}

/** Makes an interval's lines for the file that begins at `baseMs`. */
export type MakeLines = (baseMs: number) => string;

interface OpenFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly startMs: number;
  /** Whole lines so far. */
  bytes: number;
}

export class LatencyLogWriter {
  private file: OpenFile | undefined;
  private lastPath: string;
  private work: Promise<void> = Promise.resolve();
  private pending = 0;
  private lost = 0;
  private isFailing = false;

  constructor(private readonly options: LogWriterOptions) {
    this.lastPath = options.folder;
  }

  /** Returns at once. @param startMs wall time at which the interval began. */
  write(startMs: number, makeLines: MakeLines): void {
    if (this.pending >= PENDING_LIMIT) {
      this.lost++;
      return;
    }
    this.pending++;
    this.work = this.work
      .then(() => this.append(startMs, makeLines))
      .catch((error: unknown) => this.failed(error as Error))
      .finally(() => this.pending--);
  }

  /** Resolves when all is written, or lost, and the file is closed. */
  async close(): Promise<void> {
    await this.work;
    await this.closeFile().catch((error: unknown) => this.failed(error as Error));
  }

  private async append(startMs: number, makeLines: MakeLines): Promise<void> {
    const { rotateMinutes } = this.options;
    if (this.file !== undefined && startMs - this.file.startMs >= rotateMinutes * MS_PER_MINUTE) {
      await this.closeFile();
    }
    const file = (this.file ??= await this.openFile(startMs));
    const isNew = file.bytes === 0;
    const header = isNew ? logHeader(this.options.writtenBy, file.startMs) : '';
    await writeAll(file, Buffer.from(header + makeLines(file.startMs)));
    if (isNew) await deleteOldest(this.options.folder, this.options.filesLimit);
    if (!this.isFailing) return;
    this.isFailing = false;
    this.options.onRecovered(file.path, this.lost);
    this.lost = 0;
  }

  private async openFile(startMs: number): Promise<OpenFile> {
    const { folder, processId } = this.options;
    this.lastPath = folder;
    await makeFolder(folder);
    const path = join(folder, logFileName(startMs, processId));
    this.lastPath = path;
    return { handle: await open(path, 'wx', 0o644), path, startMs, bytes: 0 };
  }

  private async closeFile(): Promise<void> {
    const { file } = this;
    this.file = undefined;
    await file?.handle.close();
  }

  private async failed(error: Error): Promise<void> {
    this.lost++;
    if (!this.isFailing) {
      this.isFailing = true;
      this.options.onError(this.lastPath, error);
    }
    // The next interval tries again with a new file: this one may be out of reach for good.
    const { file } = this;
    await this.closeFile().catch(() => {});
    if (file?.bytes === 0) await unlink(file.path).catch(() => {});
  }
}

/** All of it or, as far as the file system lets us, nothing of it. */
async function writeAll(file: OpenFile, bytes: Buffer): Promise<void> {
  try {
    for (let at = 0; at < bytes.length;) {
      at += (await file.handle.write(bytes, at, bytes.length - at, file.bytes + at)).bytesWritten;
    }
    file.bytes += bytes.length;
  } catch (error) {
    await file.handle.truncate(file.bytes).catch(() => {});
    throw error;
  }
}
