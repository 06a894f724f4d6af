/**
 * How far a book is known to be complete. A venue whose image ends at some depth tells nothing of what
 * lies beyond it until that changes: levels there are real, but others between them may be missing.
 * Owns the marks for "all of the side"; they travel in images as integers. Runs everywhere.
 */

/** Bids at or above it are complete: the whole side is. */
export const VERIFIED_BID_ALL = -Number.MAX_SAFE_INTEGER;
/** Asks at or below it are complete: the whole side is. */
export const VERIFIED_ASK_ALL = Number.MAX_SAFE_INTEGER;
