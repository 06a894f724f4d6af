/** Bounds of a SoupBinTCP connection and of images by GLIMPSE. */

export interface SoupLimits {
  /** We say something at least so often; the server hangs up on a silent client. */
  readonly heartbeatNs: number;
  /** The server's heartbeat comes every second: silence for so long counts as a lost connection. */
  readonly silenceNs: number;
  /** First wait before an image is asked for again; doubles each time, jittered. */
  readonly imageRetryNs: number;
  readonly imageRetryNsMax: number;
  /** Messages that may wait for an image; with more, a newer image is needed. */
  readonly waitingBytes: number;
}

export const SOUP_LIMITS: SoupLimits = {
  heartbeatNs: 1e9,
  silenceNs: 3e9,
  imageRetryNs: 250e6,
  imageRetryNsMax: 30e9,
  waitingBytes: 268_435_456,
};
