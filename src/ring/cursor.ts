/**
 * Ring positions. Owns the arithmetic of int32 cursors that wrap; must never be mixed with data
 * sequences, which are safe integers and do not wrap. Any thread.
 */

declare const ringPositionBrand: unique symbol;

/** A position in a ring, in slots or blocks, an int32 that wraps from 2^31 - 1 to -2^31. */
export type RingPosition = number & { readonly [ringPositionBrand]: true };

export const asRingPosition = (value: number): RingPosition => (value | 0) as RingPosition;

/** The position `count` steps further on, wrapped. */
export const advanceCursor = (position: RingPosition, count: number): RingPosition =>
  ((position + count) | 0) as RingPosition;

/** How far `ahead` is in front of `behind`; negative when it is behind. Right up to 2^31 - 1 steps. */
export const cursorDistance = (ahead: RingPosition, behind: RingPosition): number =>
  (ahead - behind) | 0;
