/** CRC32 (IEEE) of a text, and the text that Kraken makes of a printed number for its checksum. */

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit++) word = word & 1 ? (word >>> 1) ^ 0xedb88320 : word >>> 1;
  return word >>> 0;
});

export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++)
    crc = (TABLE[(crc ^ text.charCodeAt(i)) & 0xff]! ^ (crc >>> 8)) >>> 0;
  return (crc ^ 0xffffffff) >>> 0;
}

/** Without the point, without leading zeros. */
export const checksumToken = (printed: string): string =>
  printed.replace('.', '').replace(/^0+/, '');
