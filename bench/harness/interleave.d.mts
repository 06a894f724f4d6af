/** Types of interleave.mjs for the tests. */
export function roundOrder<T>(items: readonly T[], round: number): T[];
export function roundRuns<T>(
  variants: readonly T[],
  round: number,
  repeatBase: boolean,
): { variant: T; repeat: boolean }[];
