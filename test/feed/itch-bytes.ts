/**
 * A tiny ITCH encoder for tests, written from the venue's document and from nothing in src: each
 * function spells its message out field by field.
 */

type Part = readonly [bytes: number, value: number | bigint] | string;

/** Big-endian numbers of so many bytes, or text as it is. */
export function pack(...parts: Part[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(part, 'latin1');
      const hex = BigInt(part[1])
        .toString(16)
        .padStart(part[0] * 2, '0');
      return Buffer.from(hex, 'hex');
    }),
  );
}

const head = (type: string, locate: number, ns: number): Part[] => [
  type,
  [2, locate],
  [2, 0],
  [6, ns],
];
const name = (stock: string): string => stock.padEnd(8, ' ');

let clockNs = 0;
/** Times that grow, for tests that do not care. */
const tick = (): number => ++clockNs;

export const systemEvent = (event: string, ns = tick()): Buffer => pack(...head('S', 0, ns), event);
export const directory = (
  locate: number,
  stock: string,
  roundLotsOnly = 'N',
  ns = tick(),
): Buffer =>
  pack(
    ...head('R', locate, ns),
    name(stock),
    'Q',
    'N',
    [4, 100],
    roundLotsOnly,
    'C',
    'Z ',
    'P',
    'N',
    'N',
    '1',
    'N',
    [4, 0],
    'N',
  );
export const tradingAction = (locate: number, stock: string, state: string, ns = tick()): Buffer =>
  pack(...head('H', locate, ns), name(stock), state, ' ', '    ');
export const operationalHalt = (
  locate: number,
  stock: string,
  market: string,
  action: string,
): Buffer => pack(...head('h', locate, tick()), name(stock), market, action);
export const addOrder = (
  locate: number,
  id: bigint,
  side: string,
  shares: number,
  stock: string,
  price: number,
  ns = tick(),
): Buffer => pack(...head('A', locate, ns), [8, id], side, [4, shares], name(stock), [4, price]);
export const addAttributed = (
  locate: number,
  id: bigint,
  side: string,
  shares: number,
  stock: string,
  price: number,
): Buffer =>
  pack(...head('F', locate, tick()), [8, id], side, [4, shares], name(stock), [4, price], 'NSDQ');
export const executed = (locate: number, id: bigint, shares: number, match: bigint): Buffer =>
  pack(...head('E', locate, tick()), [8, id], [4, shares], [8, match]);
export const executedPrice = (
  locate: number,
  id: bigint,
  shares: number,
  match: bigint,
  printable: string,
  price: number,
): Buffer =>
  pack(...head('C', locate, tick()), [8, id], [4, shares], [8, match], printable, [4, price]);
export const cancel = (locate: number, id: bigint, shares: number): Buffer =>
  pack(...head('X', locate, tick()), [8, id], [4, shares]);
export const deleteOrder = (locate: number, id: bigint): Buffer =>
  pack(...head('D', locate, tick()), [8, id]);
export const replace = (
  locate: number,
  id: bigint,
  newId: bigint,
  shares: number,
  price: number,
): Buffer => pack(...head('U', locate, tick()), [8, id], [8, newId], [4, shares], [4, price]);
export const trade = (
  locate: number,
  shares: number,
  stock: string,
  price: number,
  match: bigint,
): Buffer =>
  pack(...head('P', locate, tick()), [8, 0], 'B', [4, shares], name(stock), [4, price], [8, match]);
export const cross = (
  locate: number,
  shares: bigint,
  stock: string,
  price: number,
  match: bigint,
  type = 'O',
): Buffer =>
  pack(...head('Q', locate, tick()), [8, shares], name(stock), [4, price], [8, match], type);
export const brokenTrade = (locate: number, match: bigint): Buffer =>
  pack(...head('B', locate, tick()), [8, match]);

/** One message of every type that makes no event. */
export const silentMessages = (locate: number, stock: string): Buffer[] => [
  pack(...head('Y', locate, tick()), name(stock), '0'),
  pack(...head('L', locate, tick()), 'MMID', name(stock), 'Y', 'N', 'A'),
  pack(...head('V', 0, tick()), [8, 300_000_000_00n], [8, 290_000_000_00n], [8, 280_000_000_00n]),
  pack(...head('W', 0, tick()), '1'),
  pack(...head('K', locate, tick()), name(stock), [4, 34200], 'A', [4, 100000]),
  pack(...head('J', locate, tick()), name(stock), [4, 100000], [4, 110000], [4, 90000], [4, 1]),
  pack(
    ...head('I', locate, tick()),
    [8, 500n],
    [8, 100n],
    'B',
    name(stock),
    [4, 1],
    [4, 2],
    [4, 3],
    'O',
    'L',
  ),
  pack(...head('N', locate, tick()), name(stock), 'B'),
  pack(
    ...head('O', locate, tick()),
    name(stock),
    'Y',
    [4, 1],
    [4, 2],
    [4, 3],
    [8, 4n],
    [4, 5],
    [4, 6],
  ),
];

/** Messages as a BinaryFILE; `zeroLengths` writes every length as 0. */
export const binaryFile = (messages: readonly Buffer[], zeroLengths = false): Buffer =>
  Buffer.concat(
    messages.flatMap((message) => [pack([2, zeroLengths ? 0 : message.length]), message]),
  );
