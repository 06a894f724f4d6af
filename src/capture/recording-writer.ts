/**
 * A recording as its writer has it: opened or made, appended to, rotated by size, closed with an index.
 * Owns the files of it; must never go on after a write or a sync failed, nor overwrite what is not a
 * recording. Synchronous; recorder thread.
 *
 * A file that was not closed is cut behind its last good block first; damage before that stays as it
 * is, readers tell of it. A part whose very first block was never whole is begun again; what came
 * before it is counted in the part before.
 */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { plainBlock, type BuiltBlock } from './block-builder.js';
import {
  beginsBlock,
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  decodeBlockHeader,
  encodeFooter,
  FOOTER_BYTES,
  type BlockHeader,
} from './block-layout.js';
import { readBytes, surveyBlocks, type FoundBlock } from './block-survey.js';
import {
  decodeSession,
  encodeIndex,
  encodeSession,
  FORMAT_VERSION,
  type IndexEntry,
  type Session,
  type SessionStart,
} from './cold-messages.js';
import { entryOf } from './part-index.js';
import { ioError, RecordingError } from './recording-error.js';
import { RecordingLock } from './recording-lock.js';
import { lastPartOf, partPath } from './recording-parts.js';

export interface RecordingWriterOptions {
  /** Of the first part. */
  readonly path: string;
  /** A part is closed and the next one begun when it would outgrow this. */
  readonly rotateBytes: number;
}

/** What opening a recording found. */
export interface OpenedRecording {
  readonly path: string;
  readonly isNew: boolean;
  /** Records that were there already, over all parts. */
  readonly recordCount: number;
  /** Torn off the end of the last part. */
  readonly tornBytes: number;
}

const NS_PER_US = 1_000;

export class RecordingWriter {
  readonly opened: OpenedRecording;
  /** Records written, over all parts and sessions; those before are counted. */
  recordCount: number;
  /** Written since this writer was made. */
  writtenBytes = 0;
  private readonly lock: RecordingLock;
  private descriptor = -1;
  private part: number;
  private partBytes = 0;
  private entries: IndexEntry[] = [];
  private session: Session | undefined;
  private sessionNumber = 0;
  private hasUnsynced = false;

  /** @throws RecordingError. */
  constructor(private readonly options: RecordingWriterOptions) {
    const { path } = options;
    this.lock = RecordingLock.take(path);
    try {
      this.part = Math.max(lastPartOf(path), 1);
      this.opened = this.openPart();
    } catch (error) {
      this.release();
      throw error;
    }
    this.recordCount = this.opened.recordCount;
  }

  /** Path of the part that is being written. */
  get path(): string {
    return partPath(this.options.path, this.part);
  }

  /** A feed starts: what follows is of it. @throws RecordingError. */
  beginSession(start: SessionStart): void {
    this.session = {
      ...start,
      formatVersion: FORMAT_VERSION,
      session: ++this.sessionNumber,
      part: this.part,
    };
    this.writeSession();
    this.sync();
  }

  get currentSession(): number {
    return this.sessionNumber;
  }

  /** Run clock (ns) of the current session to microseconds since 1970. */
  unixUs(nowNs: number): number {
    const baseNs = this.session?.wallBaseNs ?? 0n;
    return Number((baseNs + BigInt(Math.floor(nowNs))) / BigInt(NS_PER_US));
  }

  /** @throws RecordingError; the writer is of no more use then. */
  append(block: BuiltBlock): void {
    const isFull = this.partBytes + block.bytes.length > this.options.rotateBytes;
    if (isFull && this.hasRecords()) this.rotate();
    this.write(block);
    this.recordCount += block.header.recordCount;
  }

  /** What was appended survives a loss of power once this returns. @throws RecordingError. */
  sync(): void {
    if (!this.hasUnsynced) return;
    try {
      fdatasyncSync(this.descriptor);
    } catch (error) {
      // Never again: the kernel may have dropped the pages and would report success.
      throw ioError(this.path, 'sync', error);
    }
    this.hasUnsynced = false;
  }

  /** In good order, with an index. @throws RecordingError. */
  close(): void {
    try {
      this.closePart();
    } finally {
      this.release();
    }
  }

  /** After a failure: nothing more is written. */
  release(): void {
    if (this.descriptor !== -1) closeSync(this.descriptor);
    this.descriptor = -1;
    this.lock.release();
  }

  private openPart(): OpenedRecording {
    const { path } = this;
    try {
      this.descriptor = openSync(path, 'r+');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw ioError(path, 'open', error);
      this.createPart();
      return { path, isNew: true, recordCount: 0, tornBytes: 0 };
    }
    const fileBytes = this.attempt('read', () => fstatSync(this.descriptor).size);
    const survey = this.attempt('read', () => surveyBlocks(this.descriptor, fileBytes, true));
    if (fileBytes > 0 && !this.isTornBeginning(fileBytes)) this.refuseForeign(survey.blocks);
    this.attempt('truncate', () => {
      ftruncateSync(this.descriptor, survey.goodEnd);
      fsyncSync(this.descriptor);
    });
    this.partBytes = survey.goodEnd;
    this.entries = survey.blocks.map(entryOf);
    const last = survey.blocks.at(-1)?.header ?? this.lastHeaderBefore();
    this.sessionNumber = last?.session ?? 0;
    return {
      path,
      isNew: last === undefined,
      recordCount: last === undefined ? 0 : last.firstOrdinal + last.recordCount,
      tornBytes: survey.endsWell ? 0 : fileBytes - survey.goodEnd,
    };
  }

  /** Of the parts before this one, which holds no block: sessions and records are counted over all parts. */
  private lastHeaderBefore(): BlockHeader | undefined {
    for (let part = this.part - 1; part > 0; part--) {
      const path = partPath(this.options.path, part);
      try {
        const descriptor = openSync(path, 'r');
        try {
          const { size } = fstatSync(descriptor);
          const last = surveyBlocks(descriptor, size, true).blocks.at(-1);
          if (last !== undefined) return last.header;
        } finally {
          closeSync(descriptor);
        }
      } catch (error) {
        throw ioError(path, 'read', error);
      }
    }
    return undefined;
  }

  /** Ours, but its first session block was never whole: nothing of it is worth keeping. */
  private isTornBeginning(fileBytes: number): boolean {
    const head = this.attempt('read', () => readBytes(this.descriptor, 0, BLOCK_HEADER_BYTES));
    if (head.length < BLOCK_HEADER_BYTES) return beginsBlock(head);
    const header = decodeBlockHeader(head);
    if (header?.kind !== BLOCK_KIND.SESSION) return false;
    return BLOCK_HEADER_BYTES + header.storedBytes > fileBytes;
  }

  /** Only what we know to be ours is cut and appended to. */
  private refuseForeign(blocks: readonly FoundBlock[]): void {
    const found = blocks.find(({ header }) => header.kind === BLOCK_KIND.SESSION);
    const session =
      found &&
      decodeSession(
        readBytes(this.descriptor, found.byteOffset + BLOCK_HEADER_BYTES, found.header.storedBytes),
      );
    const why =
      session === undefined
        ? 'is no Bookcast recording'
        : session.formatVersion !== FORMAT_VERSION
          ? `has format version ${session.formatVersion}, this program writes ${FORMAT_VERSION}`
          : undefined;
    if (why === undefined) return;
    throw new RecordingError(
      'not-a-recording',
      `${this.path} ${why}: it is left as it is; name another file`,
    );
  }

  private createPart(): void {
    this.attempt('create', () => {
      this.descriptor = openSync(this.path, 'wx+');
      const folder = openSync(dirname(this.path), 'r');
      try {
        // Without this the name of a new file may be lost with the power.
        fsyncSync(folder);
      } finally {
        closeSync(folder);
      }
    });
    this.partBytes = 0;
    this.entries = [];
  }

  private hasRecords(): boolean {
    return this.entries.some(({ kind }) => kind === BLOCK_KIND.RECORDS);
  }

  private rotate(): void {
    this.closePart();
    closeSync(this.descriptor);
    this.descriptor = -1;
    this.part++;
    this.createPart();
    if (this.session === undefined) return;
    this.session = { ...this.session, part: this.part };
    this.writeSession();
  }

  /** Twice: a reader can do with either of them. */
  private writeSession(): void {
    const session = this.session!;
    const block = plainBlock(BLOCK_KIND.SESSION, encodeSession(session), {
      session: session.session,
      firstOrdinal: this.recordCount,
      firstUnixUs: this.unixUs(session.startedNs),
    });
    this.write(block);
    this.write(block);
  }

  private closePart(): void {
    if (this.entries.length > 0) {
      const index = plainBlock(BLOCK_KIND.INDEX, encodeIndex(this.entries), {
        session: this.sessionNumber,
        firstOrdinal: this.recordCount,
        firstUnixUs: 0,
      });
      const footer = encodeFooter(this.partBytes);
      const bytes = new Uint8Array(index.bytes.length + FOOTER_BYTES);
      bytes.set(index.bytes);
      bytes.set(footer, index.bytes.length);
      this.writeBytes(bytes);
    }
    this.sync();
  }

  private write(block: BuiltBlock): void {
    const byteOffset = this.partBytes;
    this.writeBytes(block.bytes);
    this.entries.push(entryOf({ byteOffset, header: block.header }));
  }

  private writeBytes(bytes: Uint8Array): void {
    this.attempt('write', () => {
      let done = 0;
      while (done < bytes.length) {
        const at = this.partBytes + done;
        done += writeSync(this.descriptor, bytes, done, bytes.length - done, at);
      }
    });
    this.partBytes += bytes.length;
    this.writtenBytes += bytes.length;
    this.hasUnsynced = true;
  }

  private attempt<T>(doing: string, work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw error instanceof RecordingError ? error : ioError(this.path, doing, error);
    }
  }
}
