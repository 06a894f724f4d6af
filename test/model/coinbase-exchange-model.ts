/**
 * An independent reading of Coinbase Exchange's level2 messages: JSON.parse, Maps and decimal text.
 * Slow and plain; shares no code with src/. The snapshot is the book; changes are absolute, 0 removes;
 * a ticker that comes right after the update of the same time tells its best bid and ask.
 */
import { exact, NaiveL2Book, plain, type NaiveRow } from './naive-l2-book.js';

interface Message {
  type: string;
  product_id: string;
  bids: NaiveRow[];
  asks: NaiveRow[];
  changes: [side: string, price: string, size: string][];
  time: string;
  best_bid: string;
  best_ask: string;
  trade_id: number;
}

export class ProductModel {
  readonly book = new NaiveL2Book();
  hasImage = false;
  /** Time of the last update. */
  time = '';
  trades = 0;
  verified = 0;
  verifyFailures = 0;
  unverifiable = 0;
  lastTradeId = -1;
  lostTrades = 0;
}

export class CoinbaseExchangeModel {
  readonly products = new Map<string, ProductModel>();
  readonly steps = new Map<string, { price: string; quantity: string }>();

  /** @param text the decompressed capture. */
  constructor(text: string) {
    for (const line of text.split('\n')) {
      if (line === '') continue;
      const record = JSON.parse(line) as { t: string; url?: string; data?: string };
      if (record.t === 'http' && record.url!.endsWith('/products')) this.list(record.data!);
      if (record.t === 'recv') this.message(JSON.parse(record.data!) as Message);
    }
  }

  product(name: string): ProductModel {
    let model = this.products.get(name);
    if (!model) this.products.set(name, (model = new ProductModel()));
    return model;
  }

  private list(data: string): void {
    type Product = { id: string; base_increment: string; quote_increment: string };
    for (const { id, base_increment, quote_increment } of JSON.parse(data) as Product[]) {
      this.steps.set(id, { price: quote_increment, quantity: base_increment });
    }
  }

  private message(message: Message): void {
    if (message.product_id === undefined) return;
    const product = this.product(message.product_id);
    const { book } = product;
    switch (message.type) {
      case 'snapshot':
        book.clear();
        for (const [price, size] of message.bids) book.set('bid', price, size);
        for (const [price, size] of message.asks) book.set('ask', price, size);
        product.hasImage = true;
        break;
      case 'l2update':
        if (!product.hasImage) return;
        for (const [side, price, size] of message.changes) {
          book.set(side === 'buy' ? 'bid' : 'ask', price, size);
        }
        product.time = message.time;
        break;
      case 'ticker':
        this.compare(product, message);
        return;
      case 'match':
        product.trades++;
        if (product.lastTradeId >= 0) {
          product.lostTrades += message.trade_id - product.lastTradeId - 1;
        }
        product.lastTradeId = message.trade_id;
        return;
      case 'last_match':
        product.lastTradeId = message.trade_id;
        return;
    }
  }

  private compare(product: ProductModel, message: Message): void {
    if (product.time !== message.time) {
      product.unverifiable++;
      return;
    }
    const same =
      product.book.best('bid')?.[0] === plain(exact(message.best_bid)) &&
      product.book.best('ask')?.[0] === plain(exact(message.best_ask));
    if (same) product.verified++;
    else product.verifyFailures++;
  }
}
