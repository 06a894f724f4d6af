/**
 * A priority queue by time that keeps the order of arrival among equal times: a binary heap over
 * parallel arrays. Owns nothing but the order; its user bounds what it holds.
 */

export class TimeOrder<Item> {
  private readonly times: number[] = [];
  private readonly arrivals: number[] = [];
  private readonly items: Item[] = [];
  private arrivalCount = 0;

  get size(): number {
    return this.items.length;
  }

  /** Time of the first item; Infinity when empty. */
  get firstTime(): number {
    return this.items.length === 0 ? Infinity : this.times[0]!;
  }

  get first(): Item | undefined {
    return this.items[0];
  }

  push(time: number, item: Item): void {
    const arrival = this.arrivalCount++;
    let at = this.items.length;
    this.times.push(time);
    this.arrivals.push(arrival);
    this.items.push(item);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (this.times[parent]! <= time) break;
      this.move(parent, at);
      at = parent;
    }
    this.place(at, time, arrival, item);
  }

  /** Take the first item. Call only when there is one. */
  pop(): Item {
    const first = this.items[0]!;
    const time = this.times.pop()!;
    const arrival = this.arrivals.pop()!;
    const item = this.items.pop()!;
    const size = this.items.length;
    if (size === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.precedes(child + 1, this.times[child]!, this.arrivals[child]!))
        child++;
      if (!this.precedes(child, time, arrival)) break;
      this.move(child, at);
      at = child;
    }
    this.place(at, time, arrival, item);
    return first;
  }

  private precedes(at: number, time: number, arrival: number): boolean {
    return this.times[at]! < time || (this.times[at]! === time && this.arrivals[at]! < arrival);
  }

  private move(from: number, to: number): void {
    this.place(to, this.times[from]!, this.arrivals[from]!, this.items[from]!);
  }

  private place(at: number, time: number, arrival: number, item: Item): void {
    this.times[at] = time;
    this.arrivals[at] = arrival;
    this.items[at] = item;
  }
}
