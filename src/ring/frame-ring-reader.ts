/**
 * A reading end of the frame ring. Owns one reader line and the copy-then-check protocol; must never
 * hand out a byte that the writer may have overwritten while it was copied. Runs on a gateway
 * thread. A poll allocates two small views at most, whatever the number of records.
 */
import { advanceCursor, cursorDistance, type RingPosition } from './cursor.js';
import {
  BLOCK_BYTES,
  BLOCK_SHIFT,
  PADDING_LENGTH,
  RECORD,
  RECORD_HEAD_BYTES,
  largestPayload,
  mapFrameRing,
  recordBlocks,
} from './frame-ring-layout.js';
import { ReaderSeat } from './reader-seat.js';
import { RING_HEAD, wordOf } from './ring-layout.js';
import type { StopSignal } from './shared-words.js';

const CLAIMED = wordOf(RING_HEAD.CLAIMED);
const PAYLOAD_LENGTH = wordOf(RECORD.PAYLOAD_LENGTH);
const TAG = wordOf(RECORD.TAG);

export const POLL_RECORDS_LIMIT = 4096;

export class FrameRingReader {
  /** Byte offset in the target of each record's payload of the last poll, multiples of 8. */
  readonly recordOffset: Int32Array;
  readonly recordLength: Int32Array;
  readonly recordTag: Int32Array;
  /** Grows by one each time this reader was overtaken. */
  lapCount = 0;

  private readonly words: Int32Array;
  private readonly blocks: Uint8Array;
  private readonly blockCount: number;
  private readonly seat: ReaderSeat;
  private cursor: RingPosition;
  private lastPollLapped = false;
  private recordCount = 0;
  /** The caller's target and its words, kept as long as the caller uses the same one. */
  private target: Uint8Array | undefined;
  private targetWords: Int32Array = new Int32Array(0);

  constructor(
    buffer: SharedArrayBuffer,
    readerIndex: number,
    stop: StopSignal,
    recordLimit = POLL_RECORDS_LIMIT,
  ) {
    const memory = mapFrameRing(buffer);
    this.words = memory.words;
    this.blocks = memory.views.u8;
    this.blockCount = memory.blockCount;
    this.cursor = memory.published;
    this.seat = new ReaderSeat(memory.words, readerIndex, stop);
    this.recordOffset = new Int32Array(recordLimit);
    this.recordLength = new Int32Array(recordLimit);
    this.recordTag = new Int32Array(recordLimit);
  }

  /** Join at the writer's published cursor. */
  attach(): void {
    this.cursor = this.seat.attach();
  }

  detach(): void {
    this.seat.detach();
  }

  /** Whether the last poll ended in a lap: records were lost, this reader has rejoined at the newest. */
  lapped(): boolean {
    return this.lastPollLapped;
  }

  backlogBytes(): number {
    return cursorDistance(this.seat.published(), this.cursor) * BLOCK_BYTES;
  }

  /** Sleep until there is something to poll, a stop request or the timeout. Blocks the thread. */
  waitForData(timeoutMs: number): void {
    this.seat.park(this.cursor, timeoutMs);
  }

  get position(): RingPosition {
    return this.cursor;
  }

  /**
   * Copy whole records, oldest first, as many as fit, and describe them in recordOffset, -Length and
   * -Tag. The blocks are copied first, heads and all; only when the claim proves that the writer had not
   * come near is the private copy looked at.
   * @param target 8-byte aligned; room for the largest record (targetBytesMin) is always enough.
   * @returns the number of records; after a lap those from before it.
   * @throws RangeError when not even the first record fits.
   */
  poll(target: Uint8Array, maxRecords: number): number {
    if (target !== this.target) this.adoptTarget(target);
    this.lastPollLapped = false;
    this.recordCount = 0;
    const recordLimit = Math.min(maxRecords, this.recordOffset.length);
    // One stretch up to the end of the memory and one on from its start.
    const start = this.cursor;
    this.pollStretch(target, recordLimit);
    const wrapped = this.cursor !== start && (this.cursor & (this.blockCount - 1)) === 0;
    if (wrapped && !this.lastPollLapped) this.pollStretch(target, recordLimit);
    return this.recordCount;
  }

  /** Size of a target that every record fits into. */
  get targetBytesMin(): number {
    return recordBlocks(largestPayload(this.blockCount)) * BLOCK_BYTES;
  }

  private pollStretch(target: Uint8Array, recordLimit: number): void {
    const usedBlocks = this.usedBlocks();
    const published = this.seat.published();
    const backlog = cursorDistance(published, this.cursor);
    if (backlog === 0 || this.recordCount === recordLimit) return;
    const index = this.cursor & (this.blockCount - 1);
    const room = (target.length >>> BLOCK_SHIFT) - usedBlocks;
    const copied = Math.min(backlog, this.blockCount - index, room);
    if (backlog > 0 && copied > 0 && !this.overtaken(Atomics.load(this.words, CLAIMED))) {
      const start = index << BLOCK_SHIFT;
      target.set(
        this.blocks.subarray(start, start + (copied << BLOCK_SHIFT)),
        usedBlocks << BLOCK_SHIFT,
      );
    }
    // Adding nothing is a read that no earlier read can be moved behind, on any processor.
    if (backlog < 0 || this.overtaken(Atomics.add(this.words, CLAIMED, 0))) {
      this.rejoin();
      return;
    }
    const taken = this.describeRecords(usedBlocks, copied, recordLimit);
    if (taken === 0 && this.recordCount === 0) {
      throw new RangeError(
        `frame ring: the first record does not fit into a target of ${target.length} bytes`,
      );
    }
    this.cursor = advanceCursor(this.cursor, taken);
    this.seat.release(this.cursor);
  }

  /** Blocks of the target that hold described records; a copied padding is written over. */
  private usedBlocks(): number {
    const last = this.recordCount - 1;
    if (last < 0) return 0;
    return (this.recordOffset[last]! >>> BLOCK_SHIFT) + recordBlocks(this.recordLength[last]!);
  }

  /** Whether a writer that has claimed this far may have overwritten the block at our cursor. */
  private overtaken(claimed: number): boolean {
    const distance = (claimed - this.cursor) | 0;
    return distance > this.blockCount || distance < 0;
  }

  private rejoin(): void {
    this.lapCount++;
    this.lastPollLapped = true;
    this.cursor = this.seat.published();
    this.seat.release(this.cursor);
  }

  /** Walk the private copy. @returns blocks of the ring that are done with. */
  private describeRecords(firstBlock: number, copied: number, recordLimit: number): number {
    const words = this.targetWords;
    let done = 0;
    while (done < copied && this.recordCount < recordLimit) {
      const head = (firstBlock + done) << (BLOCK_SHIFT - 2);
      const payloadBytes = words[head + PAYLOAD_LENGTH]!;
      if (payloadBytes === PADDING_LENGTH) {
        return this.blockCount - (this.cursor & (this.blockCount - 1));
      }
      if (payloadBytes < 0 || payloadBytes > largestPayload(this.blockCount)) {
        throw new Error(
          `frame ring: record at block ${advanceCursor(this.cursor, done)} has length ${payloadBytes}`,
        );
      }
      const blocks = recordBlocks(payloadBytes);
      if (done + blocks > copied) break;
      this.recordOffset[this.recordCount] =
        ((firstBlock + done) << BLOCK_SHIFT) + RECORD_HEAD_BYTES;
      this.recordLength[this.recordCount] = payloadBytes;
      this.recordTag[this.recordCount] = words[head + TAG]!;
      this.recordCount++;
      done += blocks;
    }
    return done;
  }

  private adoptTarget(target: Uint8Array): void {
    if (target.byteOffset % 8 !== 0) {
      throw new RangeError('frame ring: the target must start at a multiple of 8 bytes');
    }
    this.target = target;
    this.targetWords = new Int32Array(target.buffer, target.byteOffset, target.length >>> 2);
  }
}
