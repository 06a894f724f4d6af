/**
 * Tops of book that the venue has told and whose depth message has not come yet, by update id. They
 * run ahead of the depth stream: each is held by its id, compared when a depth message ends at exactly
 * that id, and unverifiable when the book has passed it. Bounded; oldest dropped.
 */

import type { TopOfBook } from './top-of-book.js';

export class HeldTops {
  unverifiableCount = 0;
  private tops: TopOfBook[] = [];

  constructor(private readonly limit: number) {}

  hold(top: TopOfBook): void {
    this.tops.push(top);
    if (this.tops.length <= this.limit) return;
    this.tops.shift();
    this.unverifiableCount++;
  }

  /** The book is at `bookId` now, by a depth message: the newest top with that id, if any. */
  match(bookId: number): TopOfBook | undefined {
    if (this.tops.length === 0) return undefined;
    let found: TopOfBook | undefined;
    const kept: TopOfBook[] = [];
    for (const top of this.tops) {
      if (top.updateId > bookId) {
        kept.push(top);
        continue;
      }
      if (found !== undefined || top.updateId < bookId) this.unverifiableCount++;
      if (top.updateId === bookId) found = top;
    }
    this.tops = kept;
    return found;
  }

  /** The book is at `bookId` by an image, which proves nothing about a top: settle what it passed. */
  pass(bookId: number): void {
    const kept = this.tops.filter((top) => top.updateId > bookId);
    this.unverifiableCount += this.tops.length - kept.length;
    this.tops = kept;
  }

  /** Nothing that is held can be compared any more. */
  drop(): void {
    this.unverifiableCount += this.tops.length;
    this.tops = [];
  }
}
