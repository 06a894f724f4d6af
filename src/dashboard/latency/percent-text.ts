/** Shares for people: whole percents, and never 0 % or 100 % for what is not exactly that. Runs everywhere. */

const PERCENT = 100;

/** @param share 0 … 1. */
export function percentText(share: number): string {
  if (!Number.isFinite(share)) return '–';
  const rounded = Math.round(share * PERCENT);
  if (rounded === 0 && share > 0) return '< 1 %';
  if (rounded === PERCENT && share < 1) return '> 99 %';
  return `${rounded} %`;
}
