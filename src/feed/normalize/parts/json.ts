/**
 * Whole messages as objects: the way of the cold messages, and of the hot ones whose shape is new.
 * Numbers beyond 2^53 and trailing zeros are lost here; what needs them is read from the bytes.
 */

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isText = (value: unknown): value is string => typeof value === 'string';

/** A sequence or update id that JSON.parse cannot have rounded. */
export const isUpdateId = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;

/** undefined when `text` is no JSON; JSON null is null. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // Refused with its reason by the caller: a damaged message is the world's doing.
    return undefined;
  }
}

/** The text of one message; invalid UTF-8 becomes U+FFFD, which is no JSON outside a string. */
export const textOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

/** A message's bytes as JSON; undefined when they are none. */
export const parseBytes = (bytes: Uint8Array): unknown => parseJson(textOf(bytes));
