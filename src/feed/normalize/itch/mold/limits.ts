/** Bounds of the line arbitration. What happens at each of them is said beside it. */

export interface MoldLimits {
  /** How long the other line may fill a hole before it is asked for. */
  readonly requestAfterNs: number;
  /** A request that was not answered is made again after this. */
  readonly requestRetryNs: number;
  /** Messages of one request; a longer hole is several requests. */
  readonly requestMessages: number;
  /** Requests under way at once; the others wait. */
  readonly requestsInFlight: number;
  /** Requests per second on average; the others wait. */
  readonly requestsPerSecond: number;
  /** A hole that is not filled by then is given up: image. */
  readonly gapHoldNs: number;
  /** A larger hole is not believed until a second packet agrees, and given up then: image. */
  readonly gapMessages: number;
  /** Packets held behind a hole; one more, and the hole is given up. */
  readonly heldPackets: number;
  readonly heldBytes: number;
  /** Packets in a row that must name a new session before it is believed; the first ones are held. */
  readonly sessionPackets: number;
  /** No line has said anything current for so long: the books are STALE. The venue's heartbeat is 1 s. */
  readonly silenceNs: number;
}

export const MOLD_LIMITS: MoldLimits = {
  requestAfterNs: 2e6,
  requestRetryNs: 50e6,
  requestMessages: 32,
  requestsInFlight: 64,
  requestsPerSecond: 4_000,
  gapHoldNs: 2e9,
  gapMessages: 50_000,
  heldPackets: 65_536,
  heldBytes: 67_108_864,
  sessionPackets: 3,
  silenceNs: 3e9,
};
