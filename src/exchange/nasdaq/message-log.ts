/**
 * The messages of a session by sequence, each with its 2-byte length before it: what is sent, sent again,
 * and replayed to who logs in late. Owns the bytes; forgets the oldest beyond its limit.
 */
import { WRITTEN_BYTES_MAX } from '../../feed/source/simulator/itch-writer.js';

const CHUNK_BYTES = 1_048_576;
/** No message is shorter than its length, a type and a head. */
const CHUNK_MESSAGES = 65_536;

interface Chunk {
  /** Sequence of its first message. */
  readonly first: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Where each message begins, and behind the last one where it ends. */
  readonly offsets: Uint32Array;
  count: number;
}

/** Messages that lie behind one another: their bytes, and how many they are. */
export interface MessageRun {
  readonly bytes: Uint8Array;
  readonly count: number;
}

export class MessageLog {
  private readonly chunks: Chunk[] = [];

  constructor(private readonly chunkLimit: number) {
    this.chunks.push(newChunk(1));
  }

  /** Sequence of the oldest message that is still there. */
  get first(): number {
    return this.chunks[0]!.first;
  }

  /** Sequence of the message that comes next. */
  get next(): number {
    const last = this.chunks.at(-1)!;
    return last.first + last.count;
  }

  /** @param write puts one message and its length at `at`, and returns its bytes. */
  append(write: (view: DataView, at: number) => number): void {
    let chunk = this.chunks.at(-1)!;
    const at = chunk.offsets[chunk.count]!;
    if (at + WRITTEN_BYTES_MAX > CHUNK_BYTES || chunk.count === CHUNK_MESSAGES) {
      chunk = newChunk(this.next);
      this.chunks.push(chunk);
      if (this.chunks.length > this.chunkLimit) this.chunks.shift();
    }
    const from = chunk.offsets[chunk.count]!;
    chunk.offsets[++chunk.count] = from + write(chunk.view, from);
  }

  /** Everything so far: nobody can have it again. */
  forget(): void {
    this.chunks.splice(0, this.chunks.length, newChunk(this.next));
  }

  /** As many messages from `sequence` on as there are, fit and lie together. @returns undefined for none. */
  read(sequence: number, countLimit: number, bytesLimit: number): MessageRun | undefined {
    const chunk = this.chunks.find(
      ({ first, count }) => sequence >= first && sequence < first + count,
    );
    if (chunk === undefined) return undefined;
    const from = sequence - chunk.first;
    const start = chunk.offsets[from]!;
    let to = from;
    while (
      to < chunk.count &&
      to - from < countLimit &&
      chunk.offsets[to + 1]! - start <= bytesLimit
    ) {
      to++;
    }
    return { bytes: chunk.bytes.subarray(start, chunk.offsets[to]), count: to - from };
  }
}

function newChunk(first: number): Chunk {
  const bytes = new Uint8Array(CHUNK_BYTES);
  const offsets = new Uint32Array(CHUNK_MESSAGES + 1);
  return { first, bytes, view: new DataView(bytes.buffer), offsets, count: 0 };
}
