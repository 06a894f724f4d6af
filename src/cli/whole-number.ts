/** Arguments that are whole numbers, with or without underscores between the digits. */
import { UsageError } from './exit-code.js';

/** A parser for commander. @throws UsageError naming flag, text and range. */
export function wholeNumber(flag: string, min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll('_', ''));
    if (!/^[\d_]+$/.test(text) || !Number.isSafeInteger(value) || value < min || value > max) {
      throw new UsageError(`${flag} ${text}: expected a whole number, ${min} to ${max}`);
    }
    return value;
  };
}
