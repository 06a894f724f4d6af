/** Counts for people: digits in groups of three. Formatters are kept, because making one is slow. Runs in the browser. */
const format = new Intl.NumberFormat('en');
const shortFormat = new Intl.NumberFormat('en', { notation: 'compact' });

export const countText = (count: number): string => format.format(count);

/** As short as it can be said, for axes: `10K`. */
export const shortCountText = (count: number): string => shortFormat.format(count);
