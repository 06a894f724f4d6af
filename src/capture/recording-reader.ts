/**
 * A recording as its reader has it: the blocks of all its parts, one after the other, checked and
 * decompressed, and where to begin for a moment in time. Owns the files; must never write, nor hand
 * on a byte whose checksum is wrong. What is damaged is skipped and told. Feed thread.
 */
import { decompress } from '@mongodb-js/zstd';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { FeedError, type FeedErrorCode, type FeedErrorDetail } from '../feed/source/feed-error.js';
import {
  BLOCK_HEADER_BYTES,
  BLOCK_KIND,
  COMPRESSION,
  decodeBlockHeader,
  type BlockHeader,
} from './block-layout.js';
import { readBytes } from './block-survey.js';
import { decodeSession, FORMAT_VERSION, type Session } from './cold-messages.js';
import { indexOfPart, type PartIndex } from './part-index.js';
import { lastPartOf, partPath } from './recording-parts.js';
import { mayHold } from './zstd-bound.js';

/** Where a block lies, for whoever finds fault with it. */
export interface BlockPlace {
  readonly path: string;
  readonly byteOffset: number;
}

/** What comes next in a recording. */
export type ReadStep =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'records'; readonly content: Uint8Array; readonly place: BlockPlace }
  /** Records that were there once. */
  | { readonly kind: 'lost'; readonly records: number }
  | { readonly kind: 'end' };

interface Part {
  readonly path: string;
  readonly descriptor: number;
  readonly fileBytes: number;
  readonly index: PartIndex;
}

export class RecordingReader {
  /** Of the first session that is read. */
  first!: Session;
  /** What is wrong with the files; the first of it. What is good is handed on all the same. */
  failure: FeedErrorDetail | undefined;
  totalBytes = 0;
  doneBytes = 0;
  private readonly parts: Part[] = [];
  private part = 0;
  private entry = 0;
  private session = 0;
  /** Records before what comes next, as the headers count them; NaN until the first is known. */
  private nextOrdinal = NaN;

  constructor(private readonly path: string) {}

  /** @throws FeedError. */
  open(): void {
    const count = Math.max(lastPartOf(this.path), 1);
    try {
      for (let part = 1; part <= count; part++) this.parts.push(this.openPart(part));
      this.first = this.firstSession();
    } catch (error) {
      this.close();
      throw error;
    }
    this.totalBytes = this.parts.reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    for (const part of this.parts) this.noteDamage(part);
  }

  /** Begin with the session of that moment, and not with the first. Before the first read(). */
  seekSession(unixUs: number): void {
    let found = 0;
    this.parts.forEach(({ index }, part) => {
      index.entries.forEach((entry, at) => {
        const begins = entry.kind === BLOCK_KIND.SESSION && entry.session !== found;
        if (!begins || (found !== 0 && entry.firstUnixUs > unixUs)) return;
        found = entry.session;
        this.part = part;
        this.entry = at;
      });
    });
    this.doneBytes = this.parts
      .slice(0, this.part)
      .reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    const at = this.parts[this.part]!.index.entries[this.entry];
    const session = at && this.sessionAt(this.parts[this.part]!, at.byteOffset);
    if (session !== undefined) this.first = session;
  }

  /** The next block, decompressed. Call again when it is done with. */
  async read(): Promise<ReadStep> {
    for (;;) {
      const part = this.parts[this.part];
      const entry = part?.index.entries[this.entry];
      if (part === undefined) return this.readEnd();
      if (entry === undefined) {
        this.part++;
        this.entry = 0;
        continue;
      }
      if (Number.isNaN(this.nextOrdinal)) this.nextOrdinal = entry.firstOrdinal;
      const step = await this.readBlock(part, entry.byteOffset);
      if (step === undefined) {
        this.entry++;
        continue;
      }
      // What is lost is told before the block that shows it, which is read again then.
      if (step.kind !== 'lost') this.entry++;
      return step;
    }
  }

  /** What a block holds is not what it should be, though its checksum is right. */
  refuse(place: BlockPlace, code: FeedErrorCode, what: string): void {
    this.fail(place, place.byteOffset, code, what);
  }

  close(): void {
    for (const { descriptor } of this.parts) closeSync(descriptor);
    this.parts.length = 0;
  }

  /** Blocks at the end that could not be read are told, too. */
  private readEnd(): ReadStep {
    const last = this.parts.at(-1)?.index.entries.at(-1);
    const records =
      last === undefined ? 0 : last.firstOrdinal + last.recordCount - this.nextOrdinal;
    if (!(records > 0)) return { kind: 'end' };
    this.nextOrdinal += records;
    return { kind: 'lost', records };
  }

  private openPart(number: number): Part {
    const path = partPath(this.path, number);
    let descriptor = -1;
    try {
      descriptor = openSync(path, 'r');
      const stat = fstatSync(descriptor);
      if (stat.isDirectory()) throw new Error('it is a directory');
      if (stat.size === 0 && number === 1) {
        throw new FeedError({ code: 'file-empty', message: `${path} is empty`, file: path });
      }
      return { path, descriptor, fileBytes: stat.size, index: indexOfPart(descriptor, stat.size) };
    } catch (cause) {
      if (descriptor !== -1) closeSync(descriptor);
      if (cause instanceof FeedError) throw cause;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new FeedError({
        code: 'file-unreadable',
        message: `cannot read ${path}: ${why}`,
        file: path,
        cause,
      });
    }
  }

  private firstSession(): Session {
    const part = this.parts[0]!;
    for (const entry of part.index.entries) {
      if (entry.kind !== BLOCK_KIND.SESSION) continue;
      const session = this.sessionAt(part, entry.byteOffset);
      if (session === undefined) continue;
      if (session.formatVersion !== FORMAT_VERSION) {
        throw this.wrongFormat(
          `has format version ${session.formatVersion}, this program reads ${FORMAT_VERSION}`,
        );
      }
      if (session.part === 1) return session;
      throw this.wrongFormat(
        `is part ${session.part} of a recording: name its first part, the parts that follow are found by their names`,
      );
    }
    throw this.wrongFormat('is no Bookcast recording, or its beginning is damaged');
  }

  private wrongFormat(why: string): FeedError {
    return new FeedError({
      code: 'wrong-format',
      message: `${this.path} ${why}`,
      file: this.path,
      byteOffset: 0,
    });
  }

  private sessionAt(part: Part, byteOffset: number): Session | undefined {
    const found = this.storedBlock(part, byteOffset);
    return found && decodeSession(found.stored);
  }

  /** @returns undefined for a block that has nothing new to say, or whose content is damaged. */
  private async readBlock(part: Part, byteOffset: number): Promise<ReadStep | undefined> {
    const found = this.storedBlock(part, byteOffset);
    if (found === undefined) {
      this.fail(part, byteOffset, 'damaged-block', 'the checksum of the block does not match');
      return undefined;
    }
    const { header, stored } = found;
    const lost = header.firstOrdinal - this.nextOrdinal;
    if (lost > 0) {
      this.nextOrdinal = header.firstOrdinal;
      return { kind: 'lost', records: lost };
    }
    this.doneBytes += BLOCK_HEADER_BYTES + header.storedBytes;
    if (header.kind === BLOCK_KIND.SESSION) {
      // Every session is written twice, and once more at the start of each part.
      if (header.session === this.session) return undefined;
      const session = decodeSession(stored);
      if (session === undefined) return undefined;
      this.session = header.session;
      return { kind: 'session', session };
    }
    if (header.session !== this.session) {
      // Whoever these records were of, the session before it was not.
      this.fail(part, byteOffset, 'damaged-block', 'the session of the block is missing');
      return undefined;
    }
    const content = await this.contentOf(part, byteOffset, header, stored);
    if (content === undefined) return undefined;
    this.nextOrdinal = header.firstOrdinal + header.recordCount;
    return { kind: 'records', content, place: { path: part.path, byteOffset } };
  }

  private storedBlock(
    part: Part,
    byteOffset: number,
  ): { header: BlockHeader; stored: Buffer } | undefined {
    const head = readBytes(part.descriptor, byteOffset, BLOCK_HEADER_BYTES);
    const header = head.length < BLOCK_HEADER_BYTES ? undefined : decodeBlockHeader(head);
    if (header === undefined) return undefined;
    if (byteOffset + BLOCK_HEADER_BYTES + header.storedBytes > part.fileBytes) return undefined;
    const stored = readBytes(part.descriptor, byteOffset + BLOCK_HEADER_BYTES, header.storedBytes);
    return crc32(stored) === header.storedCrc ? { header, stored } : undefined;
  }

  private async contentOf(
    part: Part,
    byteOffset: number,
    header: BlockHeader,
    stored: Buffer,
  ): Promise<Uint8Array | undefined> {
    if (header.compression === COMPRESSION.NONE) return stored;
    if (mayHold(stored, header.contentBytes)) {
      try {
        const content = await decompress(stored);
        if (content.length === header.contentBytes) return content;
      } catch {
        // Told below: the checksum was right, so it was written like this.
      }
    }
    this.fail(part, byteOffset, 'damaged-compression', 'the block cannot be decompressed');
    return undefined;
  }

  private noteDamage(part: Part): void {
    const [range] = part.index.damages;
    if (range !== undefined) {
      this.fail(part, range.from, 'damaged-block', `${range.to - range.from} bytes are no block`);
    } else if (!part.index.endsWell) {
      const bytes = part.fileBytes - part.index.goodEnd;
      this.fail(
        part,
        part.index.goodEnd,
        'truncated',
        `the last ${bytes} bytes are no whole block`,
      );
    }
  }

  private fail(
    part: { path: string },
    byteOffset: number,
    code: FeedErrorCode,
    what: string,
  ): void {
    this.failure ??= {
      code,
      message: `${part.path}, byte ${byteOffset}: ${what}`,
      file: part.path,
      byteOffset,
    };
  }
}
