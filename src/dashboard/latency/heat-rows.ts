/**
 * The heat map's rows on its vertical axis: row i ends at edgesUs[i], the last one is open. Positions
 * are in rows from the bottom, logarithmic within a row. Pure; runs everywhere.
 */

/** Where a latency lies, 0 … number of rows. */
export function positionOf(us: number, edgesUs: readonly number[]): number {
  const row = edgesUs.findIndex((edge) => us <= edge);
  if (row < 0) return edgesUs.length;
  const upper = edgesUs[row]!;
  const lower = lowerEdge(row, edgesUs);
  if (!(us > lower)) return row;
  return row + Math.log(us / lower) / Math.log(upper / lower);
}

/** The first row begins at 0; drawn as if it were as high as the second. */
function lowerEdge(row: number, edgesUs: readonly number[]): number {
  if (row > 0) return edgesUs[row - 1]!;
  return edgesUs.length > 1 ? edgesUs[0]! ** 2 / edgesUs[1]! : edgesUs[0]! / 10;
}

/** Powers of ten (in µs) within the rows, and where they lie. */
export function decadesOf(edgesUs: readonly number[]): { us: number; position: number }[] {
  const decades: { us: number; position: number }[] = [];
  const last = edgesUs.at(-1) ?? 0;
  const first = edgesUs.length > 0 ? lowerEdge(0, edgesUs) : 1;
  for (let power = Math.ceil(Math.log10(first)); 10 ** power <= last; power++) {
    decades.push({ us: 10 ** power, position: positionOf(10 ** power, edgesUs) });
  }
  return decades;
}

/** From and to of a row, µs; the last row has no end. */
export const rowBounds = (row: number, edgesUs: readonly number[]): [number, number] => [
  row === 0 ? 0 : edgesUs[row - 1]!,
  row === edgesUs.length - 1 ? Infinity : edgesUs[row]!,
];

/**
 * Positions between which the messages and the budget lie, widened to whole decades: rows that were
 * never hit would only take the others' room.
 */
export function usedRange(
  heats: readonly (readonly number[])[],
  budgetUs: number,
  edgesUs: readonly number[],
): [number, number] {
  const budget = positionOf(budgetUs, edgesUs);
  let [low, high] = [budget, budget];
  for (const heat of heats) {
    const lowest = heat.findIndex((count) => count > 0);
    if (lowest < 0) continue;
    low = Math.min(low, lowest);
    high = Math.max(high, heat.findLastIndex((count) => count > 0) + 1);
  }
  const decades = decadesOf(edgesUs).map(({ position }) => position);
  const bottom = decades.findLast((position) => position <= low) ?? 0;
  const top = decades.find((position) => position >= high && position > bottom);
  return [bottom, top ?? edgesUs.length];
}
