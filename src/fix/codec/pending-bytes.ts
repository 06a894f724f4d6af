/**
 * The bytes of a message that has not come whole: appended behind, given up in front. Owns one buffer that
 * grows up to twice the longest message, so that moving to its front is rare. Any thread.
 */
const FIRST_BYTES = 4096;

export class PendingBytes {
  readonly #bytesLimit: number;
  bytes = new Uint8Array(0);
  start = 0;
  end = 0;

  /** @param messageBytesMax more than this is never pending. */
  constructor(messageBytesMax: number) {
    this.#bytesLimit = 2 * messageBytesMax;
  }

  get length(): number {
    return this.end - this.start;
  }

  /** Forget what there is and begin with `from[start, end)`, at 0. */
  restart(from: Uint8Array, start: number, end: number): void {
    this.start = 0;
    this.end = 0;
    this.append(from, start, end);
  }

  /** @returns by how many bytes all positions moved to the front. */
  append(from: Uint8Array, start: number, end: number): number {
    const moved = this.#makeRoom(end - start);
    this.bytes.set(start === 0 && end === from.length ? from : from.subarray(start, end), this.end);
    this.end += end - start;
    return moved;
  }

  #makeRoom(count: number): number {
    const { bytes, start, end } = this;
    if (end + count <= bytes.length) return 0;
    const needed = end - start + count;
    const grows = needed * 2 > bytes.length;
    if (grows) {
      const size = Math.min(this.#bytesLimit, Math.max(FIRST_BYTES, needed * 4));
      this.bytes = new Uint8Array(Math.max(size, needed));
    }
    this.bytes.set(bytes.subarray(start, end));
    this.start = 0;
    this.end = end - start;
    return start;
  }
}
