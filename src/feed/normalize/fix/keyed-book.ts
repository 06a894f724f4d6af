/**
 * What the ways to key a book's entries have in common: one entry in, the levels changed or the reason why not.
 * A book that has refused an entry is not to be trusted any more. Feed thread.
 */
import type { Side } from '../../../market/side.js';
import type { RefusalReason } from '../parts/refusals.js';

/** One entry, its numbers scaled. Filled again for each entry. */
export class EntryValues {
  /** Of ACTION. */
  action = 0;
  /** -1: not said. */
  side: Side | -1 = -1;
  /** NaN: not said. */
  price = NaN;
  quantity = NaN;
  /** From 1, the best. */
  level = NaN;
  bytes: Uint8Array = new Uint8Array(0);
  /** Places of 278 and 280 in the bytes; -1: not said. */
  idFrom = -1;
  idTo = -1;
  refFrom = -1;
  refTo = -1;
}

export interface KeyedBook {
  /** Nothing is known: an image follows. */
  clear(): void;
  /** One entry of an image: whatever its action is. */
  fill(entry: EntryValues): RefusalReason | undefined;
  /** One entry of a change. */
  apply(entry: EntryValues): RefusalReason | undefined;
  /** The venue message is complete. @returns why what it has made of the book cannot be; absent: nothing can be wrong. */
  settle?(): RefusalReason | undefined;
  /** Whether every value fits larger scales; absent, and with it rescale(): the levels are all there is. */
  fits?(priceFactor: number, quantityFactor: number): boolean;
  /** The scales have grown, and everything fits them. */
  rescale?(priceFactor: number, quantityFactor: number): void;
}

/** How strict a counterparty is in what it calls new, changed and deleted. */
export interface KeyedBookRules {
  /** A new entry that is there already: a contradiction, or it takes the other's place. */
  readonly replacesKnown: boolean;
  /** A change of an entry that is not there: a contradiction, or a new one. */
  readonly insertsUnknown: boolean;
  /** Deleting what is not there: a contradiction, or nothing. */
  readonly ignoresUnknown: boolean;
  /** A deletion without a price, or at 0, is of the whole side. */
  readonly zeroDeletesSide: boolean;
  /** Levels a side; what is pushed beyond is gone without a message. 0: no limit. */
  readonly depth: number;
}
