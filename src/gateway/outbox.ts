/**
 * What one client gets with the next write: runs of frames in blocks that others own. Owns the list
 * of runs; must never copy before it is taken, and a run that ends where the next begins is one
 * run. Filled and taken within one poll, because the blocks are reused. Gateway thread.
 */
import { frameBytes } from '../frame/frame-header.js';
import { growBlock, makeBlock, type ByteBlock } from './byte-block.js';

const NOTHING = makeBlock(0);

/** Where runs from several places are gathered for one write; shared by all outboxes of a gateway. */
export class GatherBlock {
  block: ByteBlock;

  constructor(bytes: number) {
    this.block = makeBlock(bytes);
  }

  reserve(bytes: number): Uint8Array {
    if (bytes > this.block.u8.length) this.block = growBlock(this.block, 0, bytes);
    return this.block.u8;
  }
}

/** Looks at deltas where they lie. */
export interface DeltaReader {
  delta(u32: Uint32Array, at: number): void;
}

export class Outbox {
  bytes = 0;
  /** Frames in all, and deltas that were read for this client in particular. */
  frameCount = 0;
  deltaCount = 0;
  /** Images that are complete with it. */
  imageCount = 0;
  /** Of the bytes, those of images and what came with them from a cache. */
  imageBytes = 0;

  private readonly blocks: ByteBlock[] = [];
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];
  /** Whether a run is made of deltas that were read for this client, not of what a cache held. */
  private readonly areDeltas: boolean[] = [];
  private runCount = 0;

  /** A delta that was read for this client in particular. */
  appendDelta(block: ByteBlock, start: number, end: number): void {
    this.frameCount++;
    this.deltaCount++;
    this.append(block, start, end);
    this.areDeltas[this.runCount - 1] = true;
  }

  /** Whole frames of a block that never holds deltas read for this client. */
  append(block: ByteBlock, start: number, end: number): void {
    const last = this.runCount - 1;
    this.bytes += end - start;
    if (last >= 0 && this.blocks[last] === block && this.ends[last] === start) {
      this.ends[last] = end;
      return;
    }
    this.blocks[this.runCount] = block;
    this.starts[this.runCount] = start;
    this.ends[this.runCount] = end;
    this.areDeltas[this.runCount] = false;
    this.runCount++;
  }

  /** Each delta that was read for this client in particular, in order. */
  readDeltas(reader: DeltaReader): void {
    for (let i = 0; i < this.runCount; i++) {
      if (!this.areDeltas[i]!) continue;
      const { u32 } = this.blocks[i]!;
      const end = this.ends[i]!;
      for (let at = this.starts[i]!; at < end; at += frameBytes(u32, at)) reader.delta(u32, at);
    }
  }

  /** All bytes in order: a view of the one run there is, or a copy of all in `gather`. */
  view(gather: GatherBlock): Uint8Array {
    if (this.runCount === 1) {
      return this.blocks[0]!.u8.subarray(this.starts[0]!, this.ends[0]!);
    }
    const target = gather.reserve(this.bytes);
    let at = 0;
    for (let i = 0; i < this.runCount; i++) {
      const start = this.starts[i]!;
      const end = this.ends[i]!;
      target.set(this.blocks[i]!.u8.subarray(start, end), at);
      at += end - start;
    }
    return target.subarray(0, at);
  }

  clear(): void {
    for (let i = 0; i < this.runCount; i++) this.blocks[i] = NOTHING;
    this.runCount = this.bytes = this.imageBytes = 0;
    this.frameCount = this.deltaCount = this.imageCount = 0;
  }
}
