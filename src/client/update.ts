/** What a subscriber is told about one stream, once per frame. */
import type { StreamReplica, LossReason } from './stream-replica.js';
import type { Trade } from './trade.js';

export interface Update {
  /**
   * `image`: the content was replaced. `delta`: it changed, or its state did. `lost`: the replica
   * is not to be trusted any more; an image is on its way when the connection stands.
   */
  readonly kind: 'image' | 'delta' | 'lost';
  /** The replica itself: it shows the newest content, also when this update is read late. */
  readonly stream: StreamReplica;
  /** Trades of a delta of the `trades` channel. */
  readonly trades: readonly Trade[];
  /** Deltas that an image jumped over: 0 for a delta, NaN where that cannot be known. */
  readonly jumped: number;
  /** Venue messages merged into the frame. */
  readonly merged: number;
  /** Server stamps of the oldest message contained, ns since the server's run base. */
  readonly receivedNs: number;
  readonly framedNs: number;
  readonly sentNs: number;
  /**
   * From the venue message's arrival at the server to this client. NaN where the clocks are not
   * mapped, for an image, and for a delta that came out of the server's cache together with one
   * (its `sentNs` is not later than the image's): its message may be seconds old, and says nothing
   * of how fast news travels.
   */
  readonly tickToClientNs: number;
  /** Only with kind `lost`. */
  readonly lossReason: LossReason | 'disconnected' | undefined;
}

const NO_TRADES: readonly Trade[] = [];

export const lostUpdate = (
  stream: StreamReplica,
  lossReason: LossReason | 'disconnected',
): Update => ({
  kind: 'lost',
  stream,
  trades: NO_TRADES,
  jumped: NaN,
  merged: 0,
  receivedNs: NaN,
  framedNs: NaN,
  sentNs: NaN,
  tickToClientNs: NaN,
  lossReason,
});
