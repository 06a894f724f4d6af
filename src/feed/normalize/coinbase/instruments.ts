/**
 * Products and their scales, from GET /api/v3/brokerage/market/products or the `status` channel: a price
 * has the decimals of price_increment (quote_increment where that is not told), a size those of
 * base_increment. A product that cannot trade now is halted.
 */
import { stepOf } from '../parts/instrument-scales.js';
import { isFields, type Fields } from '../parts/json.js';
import type { ListedProduct } from '../parts/product-list.js';

const isHalted = (product: Fields): boolean =>
  (product['status'] !== undefined && product['status'] !== '' && product['status'] !== 'online') ||
  product['trading_disabled'] === true ||
  product['is_disabled'] === true ||
  product['cancel_only'] === true ||
  product['auction_mode'] === true;

/** @returns the products of a list, or undefined when it is none. */
export function readProducts(
  list: unknown,
  symbolLimit: number,
): Map<string, ListedProduct> | undefined {
  if (!Array.isArray(list)) return undefined;
  const products = new Map<string, ListedProduct>();
  for (const product of list as unknown[]) {
    if (!isFields(product)) continue;
    const id = product['product_id'] ?? product['id'];
    if (typeof id !== 'string') continue;
    if (products.size >= symbolLimit) break;
    const price = stepOf(product['price_increment'] ?? product['quote_increment']);
    const quantity = stepOf(product['base_increment']);
    products.set(id, {
      priceScale: price.scale,
      quantityScale: quantity.scale,
      tickSize: price.step,
      lotSize: quantity.step,
      isHalted: isHalted(product),
    });
  }
  return products;
}
