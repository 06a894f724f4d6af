/**
 * The image cache of one stream: the last complete image with all deltas after it, ready to be sent
 * as it is. Owns two blocks, the one served and the one that collects the parts of the next image.
 * Must never hold a hole: what cannot be kept makes the cache incomplete. Gateway thread.
 */
import { frameBytes, patchSent } from '../frame/frame-header.js';
import { growBlock, makeBlock, type ByteBlock } from './byte-block.js';

const FIRST_BLOCK_BYTES = 1024;
const EMPTY = makeBlock(0);

export class StreamCache {
  /** Frames of the image, then the deltas after it, back to back. */
  served: ByteBlock = EMPTY;
  servedBytes = 0;
  servedFrames = 0;
  /** Whether `served` holds everything that a joiner needs. */
  complete = false;
  /** Poll in which `served` was lent to an outbox: it must not be overwritten before that is sent. */
  lentInPoll = -1;

  private imageBytes = 0;
  private patchedNs = -1;
  private patchedBytes = 0;
  private next: ByteBlock = EMPTY;
  private nextBytes = 0;
  private nextFrames = 0;

  constructor(
    private readonly imageBytesLimit: number,
    private readonly deltaBytesLimit: number,
  ) {}

  /** Bytes of memory held. */
  get heldBytes(): number {
    return this.served.u8.length + this.next.u8.length;
  }

  beginImage(): void {
    this.nextBytes = 0;
    this.nextFrames = 0;
  }

  /** @returns false when the image outgrows the limit. */
  addPart(source: Uint8Array, start: number, end: number): boolean {
    const bytes = this.nextBytes + (end - start);
    if (bytes > this.imageBytesLimit) return false;
    if (bytes > this.next.u8.length) {
      this.next =
        this.next === EMPTY
          ? makeBlock(Math.max(FIRST_BLOCK_BYTES, end - start))
          : growBlock(this.next, this.nextBytes, bytes);
    }
    this.next.u8.set(source.subarray(start, end), this.nextBytes);
    this.nextBytes = bytes;
    this.nextFrames++;
    return true;
  }

  /** The collected parts are what is served from now on. */
  endImage(): void {
    const previous = this.served;
    this.served = this.next;
    this.servedBytes = this.imageBytes = this.nextBytes;
    this.servedFrames = this.nextFrames;
    this.next = previous;
    this.nextBytes = 0;
    this.complete = true;
    this.patchedNs = -1;
  }

  /** @returns false when the deltas outgrow the limit: the cache has been given up. */
  addDelta(source: Uint8Array, start: number, end: number): boolean {
    if (!this.complete) return true;
    const bytes = this.servedBytes + (end - start);
    if (bytes - this.imageBytes > this.deltaBytesLimit) {
      this.giveUp();
      return false;
    }
    if (bytes > this.served.u8.length) {
      this.served = growBlock(this.served, this.servedBytes, bytes);
    }
    this.served.u8.set(source.subarray(start, end), this.servedBytes);
    this.servedBytes = bytes;
    this.servedFrames++;
    return true;
  }

  /** Forget what is served; blocks are given back to the collector, lent ones live until sent. */
  giveUp(): void {
    this.complete = false;
    this.served = EMPTY;
    this.servedBytes = this.servedFrames = this.imageBytes = 0;
  }

  /** Put the moment of sending into all frames served; what came since the last call counts. */
  patchServed(sentNs: number): void {
    if (sentNs !== this.patchedNs) this.patchedBytes = 0;
    this.patchedNs = sentNs;
    const { u32 } = this.served;
    for (let at = this.patchedBytes; at < this.servedBytes; at += frameBytes(u32, at))
      patchSent(u32, at, sentNs);
    this.patchedBytes = this.servedBytes;
  }
}
