/**
 * Reads parsed JSON field by field and names the place of whatever is not as agreed. Owns no format;
 * must never let a wrong value pass as NaN or undefined. Runs everywhere.
 */

export class ReportError extends Error {
  override readonly name = 'ReportError';
}

export type Fields = Readonly<Record<string, unknown>>;

const shown = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
};

const refuse = (path: string, wanted: string, value: unknown): never => {
  throw new ReportError(`${path} should be ${wanted}, not ${shown(value)}`);
};

/** An object with exactly these keys. */
export function objectAt(value: unknown, path: string, keys: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse(path, 'an object', value);
  }
  const fields = value as Fields;
  for (const key of keys) {
    if (!(key in fields)) throw new ReportError(`${path}.${key} is missing`);
  }
  for (const key in fields) {
    if (!keys.includes(key)) throw new ReportError(`${path}.${key} is unknown to this page`);
  }
  return fields;
}

export const arrayAt = (value: unknown, path: string): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : refuse(path, 'a list', value);

/** A number of at least 0. */
export const amountAt = (value: unknown, path: string): number =>
  typeof value === 'number' && value >= 0 && Number.isFinite(value)
    ? value
    : refuse(path, 'a number of at least 0', value);

export const truthAt = (value: unknown, path: string): boolean =>
  typeof value === 'boolean' ? value : refuse(path, 'true or false', value);

export const textAt = (value: unknown, path: string): string =>
  typeof value === 'string' ? value : refuse(path, 'text', value);
