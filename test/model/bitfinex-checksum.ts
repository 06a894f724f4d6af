/** Bitfinex's checksum, from its documents alone: JavaScript's own number texts, joined. Unsigned. */
import { crc32 } from 'node:zlib';
import type { NaiveL2Book } from './naive-l2-book.js';

export function naiveBitfinexChecksum(book: NaiveL2Book): number {
  const bids = book.levels('bid');
  const asks = book.levels('ask');
  const parts: string[] = [];
  for (let rank = 0; rank < 25; rank++) {
    const bid = bids[rank];
    const ask = asks[rank];
    if (bid) parts.push(String(Number(bid[0])), String(Number(bid[1])));
    if (ask) parts.push(String(Number(ask[0])), String(-Number(ask[1])));
  }
  return crc32(parts.join(':'));
}
