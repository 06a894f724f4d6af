/** Where in a stream somebody is: epoch and seq, as frames have them. Owns the order between two. Gateway thread. */

export class Position {
  /** False: nowhere; the rest does not count then. */
  known = false;
  epochStart = 0;
  epochCounter = 0;
  seq = 0;

  set(epochStart: number, epochCounter: number, seq: number): void {
    this.known = true;
    this.epochStart = epochStart;
    this.epochCounter = epochCounter;
    this.seq = seq;
  }

  copy(other: Position): void {
    this.known = other.known;
    this.epochStart = other.epochStart;
    this.epochCounter = other.epochCounter;
    this.seq = other.seq;
  }

  /** Below 0: this one is older. Both are known. */
  compare(other: Position): number {
    return (
      this.epochStart - other.epochStart ||
      this.epochCounter - other.epochCounter ||
      this.seq - other.seq
    );
  }

  sameEpoch(other: Position): boolean {
    return this.epochStart === other.epochStart && this.epochCounter === other.epochCounter;
  }

  /** Whether this is exactly one delta behind the other. */
  isJustBefore(other: Position): boolean {
    return this.known && this.sameEpoch(other) && this.seq + 1 === other.seq;
  }
}
