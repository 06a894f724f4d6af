/**
 * One symbol of the `book` channel: price levels. With one line its levels go straight to the lane, which keeps
 * the book and verifies it; with several, and while a connection is replaced, each line has its own copy here.
 */
import { ASK, BID, type Side } from '../../../market/side.js';
import type { InstrumentId } from '../../../market/units.js';
import { refusalOf, scaledOfNumber } from '../parts/decimal-text.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import { isFields } from '../parts/json.js';
import type { LevelBatch } from '../parts/level-batch.js';
import type { RefusalReason } from '../parts/refusals.js';
import { ShadowBook } from '../parts/shadow-book.js';
import { checksumOfLevels } from './checksum.js';
import { LinedBook, type BookContext, type LineCopy } from './lined-book.js';
import { decimalOf, type BookEntry } from './messages.js';
import type { Outcome } from './sync-rule.js';

class LevelCopy extends ShadowBook implements LineCopy {
  checksum = NaN;
  /** Whether it is up to date: a line that is alone needs no copy. */
  isKept = false;

  /** 4: the venue's checksum, where it sent one. */
  get agrees(): boolean {
    return Number.isNaN(this.checksum) || checksumOfLevels(this) === this.checksum;
  }
}

export class LevelBook extends LinedBook<LevelCopy> {
  constructor(
    symbol: string,
    id: InstrumentId,
    scales: SymbolScales,
    isHalted: boolean,
    context: BookContext,
    readonly depth: number,
    private readonly batch: LevelBatch,
  ) {
    super(symbol, id, scales, isHalted, context);
  }

  protected makeCopy(): LevelCopy {
    return new LevelCopy(this.depth);
  }

  protected load(entry: BookEntry): RefusalReason | undefined {
    this.batch.clear();
    return this.loadSide(entry.bids, BID) ?? this.loadSide(entry.asks, ASK);
  }

  protected fill(copy: LevelCopy): Outcome {
    copy.isKept = this.context.keepsCopies || this.isReplacing(copy);
    copy.clear();
    if (!copy.isKept) return 'applied';
    copy.apply(this.batch);
    return copy.agrees ? 'applied' : 'mismatch';
  }

  protected apply(copy: LevelCopy, isLive: boolean): Outcome {
    if (copy.isKept) {
      copy.apply(this.batch);
      if (!copy.agrees) return 'mismatch';
    }
    if (isLive) this.context.writer.levels(this.id, this.batch, 0);
    return 'applied';
  }

  protected emitRows(copy: LevelCopy): void {
    const { writer, keepsCopies } = this.context;
    writer.levels(this.id, copy.isKept ? copy : this.batch, 0);
    // After a replacement has taken over, it is alone.
    copy.isKept = keepsCopies;
  }

  protected keeps(): boolean {
    return this.context.keepsCopies;
  }

  private isReplacing(copy: LevelCopy): boolean {
    const { liveConnection } = this.standby;
    return liveConnection !== '' && this.standby.liveBook !== copy;
  }

  /** v2 rows are objects of numbers, v1 rows are arrays of texts. */
  private loadSide(rows: readonly unknown[], side: Side): RefusalReason | undefined {
    const { batch, scales } = this;
    for (const row of rows) {
      const isArray = Array.isArray(row);
      if (!isArray && !isFields(row)) return 'wrong-type';
      const price = decimalOf(isArray ? (row as readonly unknown[])[0] : row['price']);
      const quantity = decimalOf(isArray ? (row as readonly unknown[])[1] : row['qty']);
      if (price === undefined || quantity === undefined) return 'wrong-type';
      if (!batch.makeRoom()) return 'too-many-levels';
      const { count, prices, quantities } = batch;
      prices[count] = scaledOfNumber(price, scales.priceScale);
      if (!(prices[count]! >= 0)) return refusalOf(price);
      quantities[count] = scaledOfNumber(quantity, scales.quantityScale);
      if (!(quantities[count]! >= 0)) return refusalOf(quantity);
      batch.add(side);
    }
    return undefined;
  }
}
