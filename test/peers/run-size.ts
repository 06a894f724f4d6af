/** How much the peers stream and where connections are cut: little in the tests, much in `npm run soak -- fix`, which sets the variables. */

/** Of one stream; the drills have several. */
export const STREAM_MESSAGES = Number(process.env['PEERS_STREAM_MESSAGES'] ?? 5_000);
const SEED = Number(process.env['PEERS_SEED'] ?? 1);

/** For one event of a peer, or a book to become equal. */
export const WAIT_MS_LIMIT = 40_000 + STREAM_MESSAGES * 4;

let state = SEED;
/** Bytes after which to cut, anywhere in the first part of a stream. */
export function cutBytes(): number {
  state = (state * 48_271) % 2_147_483_647;
  return 10_000 + (state % (STREAM_MESSAGES * 20));
}
