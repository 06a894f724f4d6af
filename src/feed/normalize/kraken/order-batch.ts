/** The rows of one level3 entry, scaled and checked before any of them changes a book. Feed thread. */
import { ASK, BID, type Side } from '../../../market/side.js';
import { refusalOf, scaledOfNumber } from '../parts/decimal-text.js';
import type { SymbolScales } from '../parts/instrument-scales.js';
import { isoTimeParts, readIsoTime } from '../parts/iso-time.js';
import { isFields, isText } from '../parts/json.js';
import type { RefusalReason } from '../parts/refusals.js';
import { decimalOf, type BookEntry } from './messages.js';

export interface OrderRow {
  readonly event: 'add' | 'modify' | 'delete';
  /** The venue's id. */
  readonly id: string;
  readonly side: Side;
  /** Scaled. */
  readonly price: number;
  readonly quantity: number;
  /** When the order came, or was amended so that it lost its place: whole seconds since 1970, and ns within. */
  readonly seconds: number;
  readonly nanoseconds: number;
}

const ID_LENGTH_MAX = 64;
const parts = isoTimeParts();

export class OrderBatch {
  rows: OrderRow[] = [];

  constructor(private readonly rowLimit: number) {}

  /** @param isSnapshot its rows have no event: all are there. */
  load(entry: BookEntry, scales: SymbolScales, isSnapshot: boolean): RefusalReason | undefined {
    this.rows = [];
    if (entry.bids.length + entry.asks.length > this.rowLimit) return 'too-many-levels';
    return (
      this.loadSide(entry.bids, BID, scales, isSnapshot) ??
      this.loadSide(entry.asks, ASK, scales, isSnapshot)
    );
  }

  private loadSide(
    rows: readonly unknown[],
    side: Side,
    scales: SymbolScales,
    isSnapshot: boolean,
  ): RefusalReason | undefined {
    for (const row of rows) {
      if (!isFields(row)) return 'wrong-type';
      const { order_id: id, timestamp } = row;
      const event = isSnapshot ? 'add' : row['event'];
      if (event !== 'add' && event !== 'modify' && event !== 'delete') return 'wrong-type';
      if (!isText(id) || id === '' || id.length > ID_LENGTH_MAX) return 'bad-id';
      const priceText = decimalOf(row['limit_price']);
      const quantityText = decimalOf(row['order_qty']);
      if (priceText === undefined || quantityText === undefined) return 'wrong-type';
      const price = scaledOfNumber(priceText, scales.priceScale);
      if (!(price >= 0)) return refusalOf(priceText);
      const quantity = scaledOfNumber(quantityText, scales.quantityScale);
      if (!(quantity >= 0)) return refusalOf(quantityText);
      if (quantity === 0 && event !== 'delete') return 'bad-action';
      if (!isText(timestamp) || !readIsoTime(timestamp, parts)) return 'wrong-type';
      const [seconds, nanoseconds] = parts as unknown as [number, number];
      this.rows.push({ event, id, side, price, quantity, seconds, nanoseconds });
    }
    return undefined;
  }
}
