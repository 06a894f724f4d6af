/** Counts for people: digits in groups of three. One formatter, because making one is slow. Runs in the browser. */
const format = new Intl.NumberFormat('en');

export const countText = (count: number): string => format.format(count);
