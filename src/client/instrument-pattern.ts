/** How subscriptions name instruments: `venue:symbol`, `venue:*` or `*`. */

/** Whether a pattern covers an instrument. */
export function patternCovers(pattern: string, venue: string, symbol: string): boolean {
  if (pattern === '*') return true;
  const colon = pattern.indexOf(':');
  if (pattern.slice(0, colon) !== venue) return false;
  const wanted = pattern.slice(colon + 1);
  return wanted === '*' || wanted === symbol;
}

/** Whether two patterns can name one instrument. */
export function patternsOverlap(a: string, b: string): boolean {
  if (a === '*' || b === '*' || a === b) return true;
  const [venueA, venueB] = [a.slice(0, a.indexOf(':')), b.slice(0, b.indexOf(':'))];
  return venueA === venueB && (a === `${venueA}:*` || b === `${venueB}:*`);
}
