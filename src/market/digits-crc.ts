/**
 * CRC32 (IEEE) over the decimal digits of whole numbers, without making texts of them: what a venue's
 * checksum over its printed book is, where a printed number without its point is a scaled integer. Owns the
 * CRC table; allocates nothing. Runs everywhere.
 *
 *   let crc = CRC_START;
 *   crc = crcOfNumber(crc, Math.floor(price / CRC_HALF) | 0, (price % CRC_HALF) | 0);   …
 *   const checksum = ~crc >>> 0;
 */

export const CRC_START = -1;
/** A number comes in two halves, because 2^53 has more digits than fit 32 bits. */
export const CRC_HALF = 1e8;

const HALF_DIGITS = 8;
const ZERO = 0x30;
const POLYNOMIAL = 0xedb88320;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let word = byte;
  for (let bit = 0; bit < 8; bit++)
    word = (word & 1) !== 0 ? (word >>> 1) ^ POLYNOMIAL : word >>> 1;
  return word;
});

/** The digits of high × CRC_HALF + low, most significant first, without leading zeros: none of 0. */
export function crcOfNumber(crc: number, high: number, low: number): number {
  return high === 0 ? addDigits(crc, low, 0) : addDigits(addDigits(crc, high, 0), low, HALF_DIGITS);
}

/** At least `width` digits. */
function addDigits(crc: number, value: number, width: number): number {
  let power = 1;
  let digitCount = 0;
  for (let rest = value; rest !== 0; rest = (rest / 10) | 0) {
    digitCount++;
    if (digitCount > 1) power *= 10;
  }
  for (let i = digitCount; i < width; i++) crc = TABLE[(crc ^ ZERO) & 0xff]! ^ (crc >>> 8);
  for (; digitCount > 0; digitCount--) {
    const digit = (value / power) | 0;
    crc = TABLE[(crc ^ (ZERO + digit)) & 0xff]! ^ (crc >>> 8);
    value -= digit * power;
    power = (power / 10) | 0;
  }
  return crc;
}
