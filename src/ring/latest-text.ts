/**
 * The newest version of a text, for any number of readers. Owns two halves that are written in
 * turn; must never make a reader wait. Writer: supervisor. Read by gateways, cold.
 *
 *   latest text, bytes
 *      0  [ version u32 ][ unused … 64 ]           supervisor: the half at `version & 1` is complete
 *     64  [ length of half 0 u32 ][ length of half 1 u32 ][ unused … 128 ]   supervisor
 *    128  [ half 0 … ][ half 1 … ]                 supervisor
 *
 * A reader copies the current half and looks at the version again: unchanged, and the writer was busy
 * with the other half at most; one step on, it may have begun to write into this one: copy anew.
 */

export const LATEST_TEXT = { VERSION: 0, LENGTHS: 64, HALVES: 128 } as const;

const VERSION = LATEST_TEXT.VERSION >>> 2;
const LENGTHS = LATEST_TEXT.LENGTHS >>> 2;

export class LatestText {
  private readonly words: Uint32Array;
  private readonly bytes: Uint8Array;
  private readonly halfBytes: number;

  static allocate(textBytesLimit: number): SharedArrayBuffer {
    return new SharedArrayBuffer(LATEST_TEXT.HALVES + 2 * Math.ceil(textBytesLimit / 8) * 8);
  }

  constructor(buffer: SharedArrayBuffer) {
    this.halfBytes = (buffer.byteLength - LATEST_TEXT.HALVES) / 2;
    this.words = new Uint32Array(buffer, 0, LATEST_TEXT.HALVES >>> 2);
    this.bytes = new Uint8Array(buffer, LATEST_TEXT.HALVES);
  }

  /** One writer. @returns false when the text does not fit: the former one stays. */
  write(text: Uint8Array): boolean {
    if (text.length > this.halfBytes) return false;
    const version = (this.words[VERSION]! + 1) >>> 0;
    const half = version & 1;
    this.bytes.set(text, half * this.halfBytes);
    this.words[LENGTHS + half] = text.length;
    Atomics.store(this.words, VERSION, version);
    return true;
  }

  /** A copy of the newest text; empty before the first write. */
  read(): Uint8Array {
    for (;;) {
      const version = Atomics.load(this.words, VERSION);
      const half = version & 1;
      const start = half * this.halfBytes;
      const copy = this.bytes.slice(
        start,
        start + Math.min(this.words[LENGTHS + half]!, this.halfBytes),
      );
      if (Atomics.load(this.words, VERSION) === version) return copy;
    }
  }
}
