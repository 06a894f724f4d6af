/**
 * A session's sequence numbers and sent messages on disk. Owns one file, appended to once per turn and
 * written anew when more than half of it is no longer wanted; must never let a turn be said whose
 * numbers the file does not have. Synchronous; the thread of the session.
 *
 * What survives: the end of the process at any moment (SIGKILL too); with `syncs` a loss of power as well,
 * at the price of a sync per turn. A turn that was not written whole is cut off when the file is opened.
 */
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { SessionStore } from '../session/session-ports.js';
import { KeptIndex, type KeptSpan } from './kept-index.js';
import { damage, openStoreFile } from './open-store-file.js';
import { ioError, type StoreError } from './store-error.js';
import {
  KEPT_MESSAGE_OFFSET,
  keptRecordBytes,
  RecordBuffer,
  recordBytesAt,
  STORE_MAGIC,
} from './store-records.js';

export interface FileStoreOptions {
  /** In a folder that is there and locked, see session-folder.ts. */
  readonly path: string;
  /** Whose numbers these are; a file of another session is refused. */
  readonly identity: string;
  /** For a file that is new. */
  readonly wallMs: number;
  /** Messages kept for resending, in bytes with 17 for each; the oldest go first and are gap-filled then. */
  readonly keptBytesLimit: number;
  /** Wait for the disk at the end of every turn: against a loss of power. */
  readonly syncs: boolean;
  /** For the operator's log. */
  readonly note: (text: string) => void;
}

/** Below this a file is never written anew. */
const REWRITE_BYTES_MIN = 1024 * 1024;

export class FileStore implements SessionStore {
  nextIn: number;
  nextOut: number;
  private created: number;
  private readonly index: KeptIndex;
  private fd: number;
  /** Where the next turn is written. */
  private fileBytes: number;
  private readonly turn = new RecordBuffer();
  private committedIn: number;
  private committedOut: number;
  private rewriteAtBytes: number;
  /** Once a sync failed, what was written before may be lost: nothing more is believed. */
  private broken: StoreError | undefined;

  /** @throws StoreError. */
  constructor(private readonly options: FileStoreOptions) {
    const { path, identity, wallMs, note } = options;
    this.index = new KeptIndex(options.keptBytesLimit);
    rmSync(temporaryPath(path), { force: true });
    const opened = openStoreFile(path, identity, wallMs, this.index);
    if (opened.cutBytes > 0) {
      note(`${path}: ${opened.cutBytes} bytes of a turn that was never finished are cut off`);
    }
    this.fd = opened.fd;
    this.fileBytes = opened.fileBytes;
    this.rewriteAtBytes = rewriteBytesOf(this.index.bytes);
    this.nextIn = this.committedIn = opened.nextIn;
    this.nextOut = this.committedOut = opened.nextOut;
    this.created = opened.createdMs;
  }

  get createdMs(): number {
    return this.created;
  }

  keep(msgSeqNum: number, bytes: Uint8Array): void {
    const recordBytes = keptRecordBytes(bytes.length);
    if (!this.index.accepts(recordBytes)) return;
    const offset = this.fileBytes + this.turn.kept(msgSeqNum, bytes);
    this.index.add(msgSeqNum, { offset, recordBytes });
  }

  kept(
    first: number,
    last: number,
    visit: (msgSeqNum: number, bytes: Uint8Array) => boolean,
  ): void {
    this.index.visit(first, last, (msgSeqNum, span) =>
      visit(msgSeqNum, this.recordOf(span).subarray(KEPT_MESSAGE_OFFSET)),
    );
  }

  reset(wallMs: number): void {
    this.turn.reset();
    this.index.clear();
    this.nextIn = 1;
    this.nextOut = 1;
    this.created = wallMs;
  }

  commit(): void {
    if (this.broken !== undefined) throw this.broken;
    const { turn, nextIn, nextOut } = this;
    if (turn.length === 0 && nextIn === this.committedIn && nextOut === this.committedOut) return;
    const recordsEnd = turn.length;
    turn.numbers(nextIn, nextOut, this.created);
    try {
      this.write(this.fd, turn.bytes, this.fileBytes);
    } catch (error) {
      // The turn is not said; its records wait for a commit that succeeds.
      turn.length = recordsEnd;
      throw error;
    }
    this.sync();
    this.fileBytes += turn.length;
    turn.clear();
    this.committedIn = nextIn;
    this.committedOut = nextOut;
    if (this.fileBytes > this.rewriteAtBytes) this.rewrite();
  }

  /** What was not committed is forgotten. */
  close(): void {
    closeSync(this.fd);
  }

  /** Behind the file's end it waits in the turn. */
  private recordOf({ offset, recordBytes }: KeptSpan): Buffer {
    if (offset >= this.fileBytes) {
      const at = offset - this.fileBytes;
      return this.turn.bytes.subarray(at, at + recordBytes);
    }
    const { path } = this.options;
    const record = Buffer.allocUnsafe(recordBytes);
    let readBytes: number;
    try {
      readBytes = readSync(this.fd, record, 0, recordBytes, offset);
    } catch (error) {
      throw ioError('store-unreadable', path, 'read', error);
    }
    if (readBytes !== recordBytes || recordBytesAt(record, 0) !== recordBytes) {
      throw damage(path, offset);
    }
    return record;
  }

  /** All of `bytes` at `offset`, or nothing. */
  private write(fd: number, bytes: Buffer, offset: number): void {
    try {
      writeWhole(fd, bytes, offset);
    } catch (error) {
      // A part of it may be there: behind a later, shorter turn it would look like damage.
      ftruncateSync(fd, offset);
      throw ioError('store-unwritable', this.options.path, 'write', error);
    }
  }

  private sync(): void {
    if (!this.options.syncs) return;
    try {
      fdatasyncSync(this.fd);
    } catch (error) {
      this.broken = ioError('store-unwritable', this.options.path, 'sync', error);
      throw this.broken;
    }
  }

  /** What is still wanted goes into a new file, which then takes the old one's place in one step. */
  private rewrite(): void {
    const { path, identity, syncs, note } = this.options;
    const records = new RecordBuffer();
    const moved: (readonly [msgSeqNum: number, offset: number])[] = [];
    const target = temporaryPath(path);
    let fd: number | undefined;
    try {
      records.identity(identity);
      this.kept(0, Infinity, (msgSeqNum, bytes) => {
        moved.push([msgSeqNum, STORE_MAGIC.length + records.kept(msgSeqNum, bytes)]);
        return true;
      });
      records.numbers(this.nextIn, this.nextOut, this.created);
      fd = openSync(target, 'w+');
      writeWhole(fd, STORE_MAGIC, 0);
      writeWhole(fd, records.bytes, STORE_MAGIC.length);
      if (syncs) fsyncSync(fd);
      renameSync(target, path);
    } catch (error) {
      if (fd !== undefined) closeSync(fd);
      rmSync(target, { force: true });
      this.rewriteAtBytes = this.fileBytes + REWRITE_BYTES_MIN;
      return note(`${path} grows, for it cannot be written anew: ${(error as Error).message}`);
    }
    closeSync(this.fd);
    this.fd = fd;
    this.fileBytes = STORE_MAGIC.length + records.length;
    for (const [msgSeqNum, offset] of moved) this.index.move(msgSeqNum, offset);
    this.rewriteAtBytes = rewriteBytesOf(this.index.bytes);
    if (syncs) syncFolderOf(path);
  }
}

const temporaryPath = (path: string): string => `${path}.new`;

/** Then at least half of the file is not wanted any more. */
const rewriteBytesOf = (keptBytes: number): number => Math.max(REWRITE_BYTES_MIN, 2 * keptBytes);

function writeWhole(fd: number, bytes: Buffer, offset: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(fd, bytes, done, bytes.length - done, offset + done);
  }
}

/** So that a loss of power does not bring the old name back. */
function syncFolderOf(path: string): void {
  const fd = openSync(dirname(path), 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
