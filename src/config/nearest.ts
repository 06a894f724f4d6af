/** The known name that a mistyped one most likely meant. Cold. */

/** Edits (insert, delete, replace, swap of neighbours) that turn one text into the other. */
export function editDistance(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      let best = Math.min(row[j - 1]! + 1, rows[i - 1]![j]! + 1, rows[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        best = Math.min(best, rows[i - 2]![j - 2]! + 1);
      }
      row.push(best);
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}

const SEPARATOR_PATTERN = /[._-]/;

/**
 * @param prefix what all of `known` start with (`BOOKCAST_`), left out of the comparison.
 * @returns a name that ends in `text` as a whole word (`port` → `gateway.port`), else the one with
 * the fewest edits; undefined when there is none to choose from.
 */
export function nearest(text: string, known: readonly string[], prefix = ''): string | undefined {
  const bare = (name: string): string =>
    (name.startsWith(prefix) ? name.slice(prefix.length) : name).toLowerCase();
  const wanted = bare(text);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const name of known) {
    const candidate = bare(name);
    const before = candidate.at(-wanted.length - 1);
    if (candidate.endsWith(wanted) && before !== undefined && SEPARATOR_PATTERN.test(before))
      return name;
    const distance = editDistance(wanted, candidate);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}
