/**
 * What listens to everything that goes into a live feed's normalizer, in order: the recorder. A
 * normalizer is a function of its inputs, so who calls a fresh one the same way gets the same events.
 * Must never wait, throw or keep what it is handed: bytes are only valid during the call. Feed thread.
 *
 * How a live feed uses it: for each input first `tap.atTime(nowNs, receivedNs)` with what atTime() of
 * the normalizer is told, then the method below, then the normalizer itself. A replay does the same
 * calls in the same order, and takes and forgets the commands after each of them.
 */

/** The feed as it was started: what is needed to make its normalizer again. */
export interface TappedFeed {
  /** Our name of the venue, as in `--source`. */
  readonly venue: string;
  /** As the venue writes them. */
  readonly symbols: readonly string[];
  /** Levels a side; 0: the venue's usual depth. */
  readonly depth: number;
  readonly lines: number;
  /** How long a hole of one line may wait for another line to fill it. */
  readonly lineHoldNs: number;
  /** By what the venue's entry calls them: `webSocket`, `rest`, `groupA` … */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Whatever else of the source's options decides what the normalizer does, a trading day say. */
  readonly options: Readonly<Record<string, string>>;
  /** Of the random numbers that the normalizer is given. */
  readonly randomSeed: number;
}

export interface FeedTap {
  /** The stamps of the next input: run clock, ns. `receivedNs` is what its events are stamped with. */
  atTime(nowNs: number, receivedNs: number): void;
  /** The normalizer was made for this, and start() comes. Before anything else, once. */
  started(feed: TappedFeed): void;
  connected(connection: string, address: string): void;
  disconnected(connection: string, why: string): void;
  /** We said so on a connection. */
  sent(connection: string, text: string): void;
  sentBinary(connection: string, bytes: Uint8Array): void;
  /** One message, text as its UTF-8 bytes. */
  received(connection: string, bytes: Uint8Array, isBinary: boolean): void;
  /** A REST answer of status 200. */
  answered(url: string, body: Uint8Array): void;
  /** A fetch that ended otherwise. */
  failed(url: string, why: string): void;
  /** A book is to be rebuilt. @param symbol as the venue writes it. @param reason a StateReason. */
  resync(symbol: string, reason: number): void;
  rotate(connection: string): void;
  /** checkTimers() was called. */
  timers(): void;
  /** The feed ends in good order, and finish() comes. */
  finished(): void;
}
