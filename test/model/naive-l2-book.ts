/**
 * The naive L2 book: two Maps from price text to quantity text, compared as exact decimals by
 * BigInt. Shares no code with src/.
 */

/** A decimal text as an integer of 10^-18 and back: exact for everything a venue writes. */
const UNIT_DECIMALS = 18;

export function exact(text: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d*))?$/.exec(text);
  if (!match) throw new Error(`no decimal: ${text}`);
  const decimals = (match[3] ?? '').padEnd(UNIT_DECIMALS, '0');
  if (decimals.length > UNIT_DECIMALS) throw new Error(`too many decimals: ${text}`);
  const value = BigInt(match[2]! + decimals);
  return match[1] === '-' ? -value : value;
}

/** Shortest decimal text of an exact value. */
export function plain(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(UNIT_DECIMALS + 1, '0');
  const whole = digits.slice(0, -UNIT_DECIMALS);
  const decimals = digits.slice(-UNIT_DECIMALS).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${decimals === '' ? '' : `.${decimals}`}`;
}

export type NaiveSide = 'bid' | 'ask';
export type NaiveRow = readonly [price: string, quantity: string];

export class NaiveL2Book {
  private readonly sides: Record<NaiveSide, Map<string, bigint>> = {
    bid: new Map(),
    ask: new Map(),
  };

  clear(): void {
    this.sides.bid.clear();
    this.sides.ask.clear();
  }

  /** Absolute quantity; 0 removes, also what is not there. */
  set(side: NaiveSide, price: string, quantity: string): void {
    const key = plain(exact(price));
    const value = exact(quantity);
    if (value === 0n) this.sides[side].delete(key);
    else this.sides[side].set(key, value);
  }

  /** Best first, shortest decimals. */
  levels(side: NaiveSide): NaiveRow[] {
    const rows = [...this.sides[side]].map(
      ([price, quantity]) => [exact(price), quantity] as const,
    );
    rows.sort((a, b) => (a[0] < b[0] ? -1 : 1) * (side === 'ask' ? 1 : -1));
    return rows.map(([price, quantity]) => [plain(price), plain(quantity)] as const);
  }

  best(side: NaiveSide): NaiveRow | undefined {
    return this.levels(side)[0];
  }

  /** Best bid at or above best ask; in one pass, for it is asked after every message. */
  isCrossed(): boolean {
    const { bid, ask } = this.sides;
    if (bid.size === 0 || ask.size === 0) return false;
    let [highest, lowest] = [-(10n ** 60n), 10n ** 60n];
    for (const price of bid.keys()) if (exact(price) > highest) highest = exact(price);
    for (const price of ask.keys()) if (exact(price) < lowest) lowest = exact(price);
    return highest >= lowest;
  }
}
