/**
 * The map of every NASDAQ TotalView-ITCH 5.0 message: field, byte offset, kind. Owns the offsets;
 * the normalizer takes its constants from here and decodeItch reads by it. All numbers big-endian.
 * Source: "NASDAQ TotalView-ITCH 5.0", section 4; the lengths are the sums of the field sizes.
 */

/** Bytes of each kind of field; `alpha` fields say their own. */
export const ITCH_KIND_BYTES = {
  u8: 1,
  u16: 2,
  u32: 4,
  u48: 6,
  u64: 8,
  price4: 4,
  price8: 8,
} as const;

export type ItchKind = keyof typeof ITCH_KIND_BYTES | 'alpha';

/** [offset, kind] or, for text padded with spaces on the right, [offset, 'alpha', bytes]. */
export type ItchField =
  readonly [number, Exclude<ItchKind, 'alpha'>] | readonly [number, 'alpha', number];

export interface ItchLayout {
  readonly name: string;
  readonly length: number;
  readonly fields: Readonly<Record<string, ItchField>>;
}

/** Every message begins with: type u8, stock locate u16, tracking number u16, timestamp u48. */
const HEAD = { locate: [1, 'u16'], tracking: [3, 'u16'], timestamp: [5, 'u48'] } as const;
const ORDER = { ...HEAD, reference: [11, 'u64'] } as const;
const STOCK = { ...HEAD, stock: [11, 'alpha', 8] } as const;
const ADD = {
  ...ORDER,
  side: [19, 'alpha', 1],
  shares: [20, 'u32'],
  stock: [24, 'alpha', 8],
  price: [32, 'price4'],
} as const;
const EXECUTED = { ...ORDER, shares: [19, 'u32'], match: [23, 'u64'] } as const;

export const ITCH_MESSAGES = {
  S: { name: 'system event', length: 12, fields: { ...HEAD, event: [11, 'alpha', 1] } },
  R: {
    name: 'stock directory',
    length: 39,
    fields: {
      ...STOCK,
      marketCategory: [19, 'alpha', 1],
      financialStatus: [20, 'alpha', 1],
      roundLotSize: [21, 'u32'],
      roundLotsOnly: [25, 'alpha', 1],
      issueClassification: [26, 'alpha', 1],
      issueSubType: [27, 'alpha', 2],
      authenticity: [29, 'alpha', 1],
      shortSaleThreshold: [30, 'alpha', 1],
      ipoFlag: [31, 'alpha', 1],
      luldTier: [32, 'alpha', 1],
      etpFlag: [33, 'alpha', 1],
      etpLeverage: [34, 'u32'],
      inverse: [38, 'alpha', 1],
    },
  },
  H: {
    name: 'stock trading action',
    length: 25,
    fields: {
      ...STOCK,
      state: [19, 'alpha', 1],
      reserved: [20, 'alpha', 1],
      reason: [21, 'alpha', 4],
    },
  },
  Y: { name: 'short sale restriction', length: 20, fields: { ...STOCK, action: [19, 'alpha', 1] } },
  L: {
    name: 'market participant position',
    length: 26,
    fields: {
      ...HEAD,
      participant: [11, 'alpha', 4],
      stock: [15, 'alpha', 8],
      primary: [23, 'alpha', 1],
      mode: [24, 'alpha', 1],
      state: [25, 'alpha', 1],
    },
  },
  V: {
    name: 'circuit breaker decline levels',
    length: 35,
    fields: { ...HEAD, level1: [11, 'price8'], level2: [19, 'price8'], level3: [27, 'price8'] },
  },
  W: { name: 'circuit breaker status', length: 12, fields: { ...HEAD, level: [11, 'alpha', 1] } },
  K: {
    name: 'IPO quoting period update',
    length: 28,
    fields: {
      ...STOCK,
      releaseTime: [19, 'u32'],
      qualifier: [23, 'alpha', 1],
      price: [24, 'price4'],
    },
  },
  J: {
    name: 'LULD auction collar',
    length: 35,
    fields: {
      ...STOCK,
      reference: [19, 'price4'],
      upper: [23, 'price4'],
      lower: [27, 'price4'],
      extension: [31, 'u32'],
    },
  },
  h: {
    name: 'operational halt',
    length: 21,
    fields: { ...STOCK, market: [19, 'alpha', 1], action: [20, 'alpha', 1] },
  },
  A: { name: 'add order', length: 36, fields: ADD },
  F: {
    name: 'add order with attribution',
    length: 40,
    fields: { ...ADD, attribution: [36, 'alpha', 4] },
  },
  E: { name: 'order executed', length: 31, fields: EXECUTED },
  C: {
    name: 'order executed with price',
    length: 36,
    fields: { ...EXECUTED, printable: [31, 'alpha', 1], price: [32, 'price4'] },
  },
  X: { name: 'order cancel', length: 23, fields: { ...ORDER, shares: [19, 'u32'] } },
  D: { name: 'order delete', length: 19, fields: ORDER },
  U: {
    name: 'order replace',
    length: 35,
    fields: { ...ORDER, newReference: [19, 'u64'], shares: [27, 'u32'], price: [31, 'price4'] },
  },
  P: { name: 'trade', length: 44, fields: { ...ADD, match: [36, 'u64'] } },
  Q: {
    name: 'cross trade',
    length: 40,
    fields: {
      ...HEAD,
      shares: [11, 'u64'],
      stock: [19, 'alpha', 8],
      price: [27, 'price4'],
      match: [31, 'u64'],
      crossType: [39, 'alpha', 1],
    },
  },
  B: { name: 'broken trade', length: 19, fields: { ...HEAD, match: [11, 'u64'] } },
  I: {
    name: 'net order imbalance',
    length: 50,
    fields: {
      ...HEAD,
      paired: [11, 'u64'],
      imbalance: [19, 'u64'],
      direction: [27, 'alpha', 1],
      stock: [28, 'alpha', 8],
      far: [36, 'price4'],
      near: [40, 'price4'],
      reference: [44, 'price4'],
      crossType: [48, 'alpha', 1],
      variation: [49, 'alpha', 1],
    },
  },
  N: {
    name: 'retail price improvement',
    length: 20,
    fields: { ...STOCK, interest: [19, 'alpha', 1] },
  },
  O: {
    name: 'direct listing price discovery',
    length: 48,
    fields: {
      ...STOCK,
      openEligible: [19, 'alpha', 1],
      minimum: [20, 'price4'],
      maximum: [24, 'price4'],
      near: [28, 'price4'],
      nearTime: [32, 'u64'],
      lower: [40, 'price4'],
      upper: [44, 'price4'],
    },
  },
} as const satisfies Readonly<Record<string, ItchLayout>>;

export type ItchType = keyof typeof ITCH_MESSAGES;

export const ITCH_TYPES = Object.keys(ITCH_MESSAGES) as readonly ItchType[];

/** Length of a message by its type byte; 0 for a byte that is no type. */
export const ITCH_LENGTHS: Uint8Array = new Uint8Array(256);
for (const type of ITCH_TYPES) ITCH_LENGTHS[type.charCodeAt(0)] = ITCH_MESSAGES[type].length;

export const ITCH_LENGTH_MAX = Math.max(...ITCH_LENGTHS);

/** Field offsets of one message, for the hot code: `offsetsOf('A').price`. */
export const offsetsOf = <T extends ItchType>(
  type: T,
): { readonly [F in keyof (typeof ITCH_MESSAGES)[T]['fields']]: number } => {
  const entries = Object.entries(ITCH_MESSAGES[type].fields as ItchLayout['fields']);
  return Object.fromEntries(entries.map(([field, [offset]]) => [field, offset])) as {
    [F in keyof (typeof ITCH_MESSAGES)[T]['fields']]: number;
  };
};
