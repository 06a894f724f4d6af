/**
 * The handles of one symbol's orders: exact 64-bit numbers for the venue's text ids, the same on every line that
 * has the order, so that it keeps its name when another line takes over. An id is forgotten when the last line
 * has let it go. Feed thread.
 */
import type { HandleCounter } from '../parts/order-handles.js';

interface Held {
  readonly handle: number;
  holderCount: number;
}

export class HandleTable {
  private readonly held = new Map<string, Held>();

  constructor(private readonly counter: HandleCounter) {}

  /** Ids that are known. */
  get count(): number {
    return this.held.size;
  }

  /** A line has the order now. */
  hold(id: string): number {
    const held = this.held.get(id);
    if (held !== undefined) {
      held.holderCount++;
      return held.handle;
    }
    const handle = this.counter.next();
    this.held.set(id, { handle, holderCount: 1 });
    return handle;
  }

  /** The line has it no more. */
  release(id: string): void {
    const held = this.held.get(id)!;
    if (--held.holderCount === 0) this.held.delete(id);
  }
}
