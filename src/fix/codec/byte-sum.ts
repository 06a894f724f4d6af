/**
 * The sum of bytes, for CheckSum: four at a time where they lie in whole words. Owns the word view of the buffer that was
 * summed last, as messages of one read follow one another. Any thread; allocates once a buffer.
 */

/** Two sums of 16 bits in one word: each takes two bytes of every word, 510 at most. */
const WORDS_PER_FLUSH = 128;
const LANES = 0x00ff00ff;

let wordsOf: ArrayBufferLike | undefined;
let words: Int32Array = new Int32Array(0);

/** Of `bytes[start, end)`, modulo 256. */
export function byteSum(bytes: Uint8Array, start: number, end: number): number {
  const { buffer, byteOffset } = bytes;
  if (buffer !== wordsOf) {
    wordsOf = buffer;
    words = new Int32Array(buffer, 0, buffer.byteLength >>> 2);
  }
  const firstWord = (byteOffset + start + 3) >>> 2;
  const lastWord = (byteOffset + end) >>> 2;
  let at = start;
  let sum = 0;
  if (firstWord < lastWord) {
    for (const head = firstWord * 4 - byteOffset; at < head; at++) sum += bytes[at]!;
    sum += wordSum(firstWord, lastWord);
    at = lastWord * 4 - byteOffset;
  }
  for (; at < end; at++) sum += bytes[at]!;
  return sum & 0xff;
}

function wordSum(from: number, to: number): number {
  const view = words;
  let sum = 0;
  for (let word = from; word < to;) {
    const flushAt = Math.min(to, word + WORDS_PER_FLUSH);
    let lanes = 0;
    for (; word < flushAt; word++) {
      const four = view[word]!;
      lanes += (four & LANES) + ((four >>> 8) & LANES);
      lanes |= 0;
    }
    sum += (lanes & 0xffff) + (lanes >>> 16);
  }
  return sum;
}
