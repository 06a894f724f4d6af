/** The scales that a snapshot shows, in a capture that has no instrument list: see instruments.ts. */
import type { SymbolScales } from '../parts/instrument-scales.js';
import { isFields } from '../parts/json.js';
import { scalesOfSnapshot, type PrintedRow } from './instruments.js';
import { decimalOf, type BookEntry } from './messages.js';

export const printedScales = (entry: BookEntry): SymbolScales =>
  scalesOfSnapshot(rowsOf(entry.bids), rowsOf(entry.asks), entry.checksum);

/** Rows of v2 (levels and orders) and of v1; what cannot be read is left out here, and refused when it is loaded. */
function rowsOf(rows: readonly unknown[]): PrintedRow[] {
  const printed: PrintedRow[] = [];
  for (const row of rows) {
    const [price, quantity] = Array.isArray(row)
      ? (row as readonly unknown[])
      : isFields(row)
        ? [row['price'] ?? row['limit_price'], row['qty'] ?? row['order_qty']]
        : [];
    const texts = { price: decimalOf(price), quantity: decimalOf(quantity) };
    if (texts.price === undefined || texts.quantity === undefined) continue;
    printed.push({ price: texts.price, quantity: texts.quantity });
  }
  return printed;
}
