/**
 * Where one stream's replica stands, and whether the next frame continues it. Owns the joining and
 * gap rules of docs/protocol.md; sans-I/O, knows no content.
 *
 * A position is (epoch start, epoch counter, seq), ordered in that order; one position names one
 * content. `held` is the replica's position, `newest` the highest that any frame of the stream had.
 */

export type Sync =
  /** Subscribed, no image yet. */
  | 'awaiting-image'
  /** An image from the server's cache came; the deltas that lead to the newest position follow. */
  | 'catching-up'
  /** The replica is the server's book at its position, and no frame beyond it was seen. */
  | 'in-sync'
  /** A frame is missing or the hash disagrees; a fresh image is asked for. */
  | 'out-of-sync'
  /** The connection is lost; the content is the last known one. */
  | 'disconnected';

export type Step =
  | 'apply'
  /** Already contained, or waiting for an image: leave it. */
  | 'skip'
  /** A delta is missing before this one. */
  | 'gap';

class Position {
  epochStart = -1;
  epochCounter = -1;
  seq = -1;

  set(epochStart: number, epochCounter: number, seq: number): void {
    this.epochStart = epochStart;
    this.epochCounter = epochCounter;
    this.seq = seq;
  }
  /** Below 0 when an epoch is older than this one's, 0 when it is the same, above 0 when newer. */
  compareEpoch(epochStart: number, epochCounter: number): number {
    return epochStart - this.epochStart || epochCounter - this.epochCounter;
  }
  compare(epochStart: number, epochCounter: number, seq: number): number {
    return this.compareEpoch(epochStart, epochCounter) || seq - this.seq;
  }
  raise(epochStart: number, epochCounter: number, seq: number): void {
    if (this.compare(epochStart, epochCounter, seq) > 0) this.set(epochStart, epochCounter, seq);
  }
}

export class Continuity {
  sync: Sync = 'awaiting-image';
  private readonly held = new Position();
  private readonly newest = new Position();
  /** Deltas that the last applied image jumped over; NaN where that cannot be known. */
  jumped = NaN;

  get seq(): number {
    return this.held.seq;
  }
  get epochStart(): number {
    return this.held.epochStart;
  }
  get epochCounter(): number {
    return this.held.epochCounter;
  }

  /** Whether an image of that position would be applied; asked at its first part. */
  judgeImage(epochStart: number, epochCounter: number, seq: number): Step {
    if (!Number.isSafeInteger(seq)) return 'gap';
    const holds = this.sync === 'in-sync' || this.sync === 'catching-up';
    if (holds && this.held.compare(epochStart, epochCounter, seq) <= 0) return 'skip';
    return this.newest.compareEpoch(epochStart, epochCounter) < 0 ? 'skip' : 'apply';
  }

  /** Whether the replica stands exactly there: such an image can prove it right. */
  holds(epochStart: number, epochCounter: number, seq: number): boolean {
    return this.sync === 'in-sync' && this.held.compare(epochStart, epochCounter, seq) === 0;
  }

  /** An image that judgeImage let through is whole and applied: its position is held. */
  takeImage(epochStart: number, epochCounter: number, seq: number): void {
    const { held, newest } = this;
    newest.raise(epochStart, epochCounter, seq);
    const sameEpoch = held.compareEpoch(epochStart, epochCounter) === 0;
    this.jumped = sameEpoch ? Math.max(0, seq - held.seq) : NaN;
    held.set(epochStart, epochCounter, seq);
    this.settle();
  }

  /** A delta of that position is here. On `apply` the position is held. */
  delta(epochStart: number, epochCounter: number, seq: number): Step {
    if (!Number.isSafeInteger(seq)) return 'gap';
    const { held, newest } = this;
    newest.raise(epochStart, epochCounter, seq);
    if (this.sync !== 'in-sync' && this.sync !== 'catching-up') return 'skip';
    if (held.compare(epochStart, epochCounter, seq) <= 0) return 'skip';
    if (held.compareEpoch(epochStart, epochCounter) !== 0 || seq !== held.seq + 1) return 'gap';
    held.seq = seq;
    this.jumped = 0;
    this.settle();
    return 'apply';
  }

  /** The content is not to be trusted any more. */
  lose(): void {
    this.sync = 'out-of-sync';
  }

  disconnect(): void {
    this.sync = 'disconnected';
  }

  /** A new connection: positions of the old one are no longer comparable. */
  restart(): void {
    this.sync = 'awaiting-image';
    this.newest.set(-1, -1, -1);
  }

  private settle(): void {
    const { held, newest } = this;
    this.sync =
      newest.compare(held.epochStart, held.epochCounter, held.seq) >= 0 ? 'in-sync' : 'catching-up';
  }
}
