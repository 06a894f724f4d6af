/** Replay speed as text (`max`, `1x`, `2.5x`, `10000x`) and as a factor. Cold. */

export const SPEED_PATTERN = /^(max|\d{1,9}(\.\d{1,6})?x?)$/;

/** Infinity stands for flat out. @returns undefined for what is no speed, zero included. */
export function parseSpeed(text: string): number | undefined {
  if (!SPEED_PATTERN.test(text)) return undefined;
  if (text === 'max') return Infinity;
  const factor = Number.parseFloat(text);
  return factor > 0 ? factor : undefined;
}
