/** Kraken's checksum as its documentation tells it: texts put together, then CRC32 bit by bit. Shares no code with src/. */

export interface NaiveRow {
  readonly price: string;
  readonly quantity: string;
}

/** Without the point, without leading zeros. */
const token = (decimal: string): string => decimal.replace('.', '').replace(/^0+/, '');

export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const character of text) {
    crc ^= character.charCodeAt(0);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Best first; rows of one price, one a time, are the orders of one level in the order of its queue. */
function sideText(rows: readonly NaiveRow[]): string {
  const prices = [...new Set(rows.map(({ price }) => price))].slice(0, 10);
  return rows
    .filter(({ price }) => prices.includes(price))
    .map(({ price, quantity }) => token(price) + token(quantity))
    .join('');
}

export const naiveKrakenChecksum = (bids: readonly NaiveRow[], asks: readonly NaiveRow[]): number =>
  crc32(sideText(asks) + sideText(bids));
