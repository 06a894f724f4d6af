/** Memory that holds frames, with the two views that are read from it. Owns growth by doubling. */

export interface ByteBlock {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
}

/** @param bytes a multiple of 8. */
export function makeBlock(bytes: number): ByteBlock {
  const memory = new ArrayBuffer(bytes);
  return { u8: new Uint8Array(memory), u32: new Uint32Array(memory) };
}

/** A block of at least `bytes` that begins with the first `usedBytes` of `block`. */
export function growBlock(block: ByteBlock, usedBytes: number, bytes: number): ByteBlock {
  let size = Math.max(block.u8.length, 4096);
  while (size < bytes) size *= 2;
  const grown = makeBlock(size);
  grown.u8.set(block.u8.subarray(0, usedBytes));
  return grown;
}
