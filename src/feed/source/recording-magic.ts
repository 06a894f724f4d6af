/** How a Bookcast recording begins, for whoever has to tell files apart. Any thread. */

/** `BCR1` as a little-endian number: at the start of every block, so at the start of the file. */
export const RECORDING_MAGIC = 0x31524342;

export const looksLikeRecording = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 &&
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true) === RECORDING_MAGIC;
