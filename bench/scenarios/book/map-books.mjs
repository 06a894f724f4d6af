/** The control of the book bench: what one writes without thinking of memory. Maps, objects, a sorted array. */
export class MapBooks {
  orders = new Map();
  sides = new Map();

  side(instrument, side) {
    const key = instrument * 2 + side;
    let found = this.sides.get(key);
    if (!found) this.sides.set(key, (found = { levels: new Map(), prices: [] }));
    return found;
  }

  addOrder(instrument, side, idHigh, idLow, price, quantity) {
    const book = this.side(instrument, side);
    let level = book.levels.get(price);
    if (!level) {
      level = { price, quantity: 0, queue: new Map() };
      book.levels.set(price, level);
      const prices = book.prices;
      let at = prices.length;
      const rank = side === 0 ? price : -price;
      while (at > 0 && prices[at - 1] > rank) at--;
      prices.splice(at, 0, rank);
    }
    const id = idHigh * 4294967296 + idLow;
    level.quantity += quantity;
    const order = { id, side, level, quantity };
    level.queue.set(id, order);
    this.orders.set(id, order);
    return 0;
  }

  reduceOrder(instrument, idHigh, idLow, quantity) {
    const order = this.orders.get(idHigh * 4294967296 + idLow);
    if (!order) return 1;
    if (quantity >= order.quantity) return this.deleteOrder(instrument, idHigh, idLow);
    order.quantity -= quantity;
    order.level.quantity -= quantity;
    return 0;
  }

  deleteOrder(instrument, idHigh, idLow) {
    const id = idHigh * 4294967296 + idLow;
    const order = this.orders.get(id);
    if (!order) return 1;
    this.orders.delete(id);
    const level = order.level;
    level.queue.delete(id);
    level.quantity -= order.quantity;
    if (level.queue.size === 0) {
      const book = this.side(instrument, order.side);
      book.levels.delete(level.price);
      const rank = order.side === 0 ? level.price : -level.price;
      book.prices.splice(book.prices.lastIndexOf(rank), 1);
    }
    return 0;
  }

  replaceOrder(instrument, oldHigh, oldLow, newHigh, newLow, price, quantity) {
    const order = this.orders.get(oldHigh * 4294967296 + oldLow);
    if (!order) return 1;
    this.deleteOrder(instrument, oldHigh, oldLow);
    return this.addOrder(instrument, order.side, newHigh, newLow, price, quantity);
  }

  clear() {
    this.orders.clear();
    this.sides.clear();
  }

  endCut() {}
}
