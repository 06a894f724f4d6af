/**
 * Messages that wait for an image, in one growing block of bytes: first in, first out.
 * Bounded: add() says when there is no room. Feed thread.
 *
 *   entry   [ sequence f64 ][ received f64 ][ length u16 ][ message ]
 */

const FIRST_BYTES = 65_536;
const SEQUENCE = 0;
const RECEIVED = 8;
const LENGTH = 16;
const HEAD_BYTES = 18;

export class MessageBuffer {
  /** Messages in it. */
  count = 0;
  private bytes = new Uint8Array(FIRST_BYTES);
  private view = new DataView(this.bytes.buffer);
  private end = 0;

  constructor(private readonly bytesLimit: number) {}

  /** @returns false when it is full: nothing was added. */
  add(view: DataView, at: number, length: number, sequence: number, receivedNs: number): boolean {
    const needed = this.end + HEAD_BYTES + length;
    if (needed > this.bytesLimit) return false;
    if (needed > this.bytes.byteLength) this.grow(needed);
    this.view.setFloat64(this.end + SEQUENCE, sequence);
    this.view.setFloat64(this.end + RECEIVED, receivedNs);
    this.view.setUint16(this.end + LENGTH, length);
    const from = view.byteOffset + at;
    this.bytes.set(new Uint8Array(view.buffer, from, length), this.end + HEAD_BYTES);
    this.end = needed;
    this.count++;
    return true;
  }

  /** Hand every message to `take`, in order; those that it returns true for stay. */
  sift(take: (view: DataView, at: number, sequence: number, receivedNs: number) => boolean): void {
    const { view, bytes } = this;
    let kept = 0;
    let keptCount = 0;
    for (let at = 0; at < this.end;) {
      const next = at + HEAD_BYTES + view.getUint16(at + LENGTH);
      const sequence = view.getFloat64(at + SEQUENCE);
      if (take(view, at + HEAD_BYTES, sequence, view.getFloat64(at + RECEIVED))) {
        bytes.copyWithin(kept, at, next);
        kept += next - at;
        keptCount++;
      }
      at = next;
    }
    if (kept === 0) return this.clear();
    this.end = kept;
    this.count = keptCount;
  }

  clear(): void {
    this.count = 0;
    this.end = 0;
    if (this.bytes.byteLength > FIRST_BYTES) {
      this.bytes = new Uint8Array(FIRST_BYTES);
      this.view = new DataView(this.bytes.buffer);
    }
  }

  private grow(needed: number): void {
    const bytes = new Uint8Array(Math.min(this.bytesLimit, Math.max(needed, this.end * 2)));
    bytes.set(this.bytes.subarray(0, this.end));
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer);
  }
}
