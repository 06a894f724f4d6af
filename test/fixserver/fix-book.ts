/** What a FIX client makes of W and X, naively: maps by price, as texts. Keeps to the standard alone. */

export interface SaidEntry {
  readonly fields: ReadonlyMap<number, string>;
}

export interface Said {
  readonly msgType: string;
  readonly fields: ReadonlyMap<number, string>;
  readonly entries: readonly SaidEntry[];
}

const GROUPS: Readonly<Record<string, readonly [count: number, delimiter: number]>> = {
  W: [268, 269],
  X: [268, 279],
  y: [146, 55],
};

/** A message as `35=W|…` text, groups of the kinds above apart. */
export function readSaid(text: string): Said {
  const pairs = text
    .split('|')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      return [Number(part.slice(0, equals)), part.slice(equals + 1)] as const;
    });
  const msgType = pairs.find(([tag]) => tag === 35)![1];
  const [count, delimiter] = GROUPS[msgType] ?? [0, 0];
  const fields = new Map<number, string>();
  const entries: { fields: Map<number, string> }[] = [];
  let inGroup = false;
  for (const [tag, value] of pairs) {
    if (tag === count) {
      inGroup = true;
      fields.set(tag, value);
    } else if (inGroup && tag !== 10) {
      if (tag === delimiter) entries.push({ fields: new Map() });
      entries.at(-1)!.fields.set(tag, value);
    } else {
      fields.set(tag, value);
    }
  }
  if (count !== 0 && Number(fields.get(count) ?? 0) !== entries.length)
    throw new Error(`${count} is not the number of entries: ${text}`);
  return { msgType, fields, entries };
}

export class FixBook {
  readonly sides = { '0': new Map<string, string>(), '1': new Map<string, string>() };
  readonly trades: string[] = [];
  images = 0;
  updates = 0;
  /** 83 of the last entry. */
  rptSeq: number | undefined;
  readonly breaches: string[] = [];

  take(said: Said): void {
    if (said.msgType === 'W') this.image(said);
    else this.update(said);
  }

  /** Best first: `bid 100.5 3`. */
  levels(): string[] {
    const sorted = (side: '0' | '1', sign: number) =>
      [...this.sides[side]].sort(([a], [b]) => sign * (Number(a) - Number(b)));
    return [
      ...sorted('0', -1).map(([price, size]) => `bid ${price} ${size}`),
      ...sorted('1', 1).map(([price, size]) => `ask ${price} ${size}`),
    ];
  }

  private image({ entries }: Said): void {
    this.images++;
    this.sides['0'].clear();
    this.sides['1'].clear();
    for (const { fields } of entries) {
      this.rptSeq = fields.has(83) ? Number(fields.get(83)) : undefined;
      if (fields.get(269) === 'J') continue;
      const side = this.sides[fields.get(269) as '0' | '1'];
      if (side.has(fields.get(270)!)) this.breaches.push(`a level twice in a W`);
      side.set(fields.get(270)!, fields.get(271)!);
    }
  }

  private update({ entries }: Said): void {
    this.updates++;
    for (const { fields } of entries) {
      const type = fields.get(269)!;
      if (type === '2') {
        this.trades.push(
          `${fields.get(279)} ${fields.get(278)} ${fields.get(270)} ${fields.get(271)}`,
        );
        continue;
      }
      if (this.images === 0) this.breaches.push('an X before its W');
      const rptSeq = fields.get(83);
      if (rptSeq !== undefined && this.rptSeq !== undefined && Number(rptSeq) !== this.rptSeq + 1)
        this.breaches.push(`83=${rptSeq} after ${this.rptSeq}`);
      if (rptSeq !== undefined) this.rptSeq = Number(rptSeq);
      const side = this.sides[type as '0' | '1'];
      const price = fields.get(270)!;
      const action = fields.get(279)!;
      if ((action === '0') === side.has(price))
        this.breaches.push(
          `279=${action} for ${price}, which is ${side.has(price) ? '' : 'not '}there`,
        );
      if (action === '2') side.delete(price);
      else side.set(price, fields.get(271)!);
    }
  }
}
