/**
 * Cuts a byte stream into lines of text. Owns the unfinished line, at most `lineBytesLimit` bytes;
 * a longer one ends the stream. Never decodes a line before it is complete.
 */

const NEWLINE = 0x0a;

export class LineSplitter {
  /** Bytes in front of the unfinished line. */
  lineStart = 0;
  private pending = Buffer.alloc(0);
  private pendingLength = 0;

  /** @param onLine gets each line without its newline, and the byte offset at which it starts. */
  constructor(
    private readonly lineBytesLimit: number,
    private readonly onLine: (line: string, byteOffset: number) => void,
    private readonly encoding: 'utf8' | 'latin1' = 'utf8',
  ) {}

  /** Bytes of the unfinished line. */
  get unfinishedBytes(): number {
    return this.pendingLength;
  }

  /** @returns false when a line is longer than the limit. */
  push(bytes: Uint8Array, from: number, to: number): boolean {
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
    let at = 0;
    for (;;) {
      const newline = chunk.indexOf(NEWLINE, at);
      if (newline < 0) return this.keep(chunk, at);
      const length = this.pendingLength + newline - at;
      if (length > this.lineBytesLimit) return false;
      let line: string;
      if (this.pendingLength === 0) {
        line = chunk.toString(this.encoding, at, newline);
      } else {
        this.keep(chunk.subarray(0, newline), at);
        line = this.takeUnfinished();
      }
      const start = this.lineStart;
      this.lineStart = start + length + 1;
      this.onLine(line, start);
      at = newline + 1;
    }
  }

  /** The unfinished line, when the stream is over. */
  takeUnfinished(): string {
    const line = this.pending.toString(this.encoding, 0, this.pendingLength);
    this.pendingLength = 0;
    return line;
  }

  private keep(chunk: Buffer, at: number): boolean {
    const needed = this.pendingLength + chunk.length - at;
    if (needed > this.lineBytesLimit) return false;
    if (needed > this.pending.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.pending.length * 2));
      this.pending.copy(grown, 0, 0, this.pendingLength);
      this.pending = grown;
    }
    chunk.copy(this.pending, this.pendingLength, at);
    this.pendingLength = needed;
    return true;
  }
}
