/**
 * The SDK's only clock. Owns every reading of time in src/client; the server's threads have their
 * own in telemetry. Runs in Node and in browsers.
 */

export interface ClientClock {
  /** Monotonic nanoseconds since an origin of its own, as a float. */
  nowNs(): number;
  /**
   * What to add to nowNs() to get monotonic nanoseconds since `baseNs` of this host's own monotonic
   * clock; undefined where that clock cannot be read (browsers).
   */
  offsetSince(baseNs: bigint): number | undefined;
  /** Wall-clock nanoseconds at the zero of the host's monotonic clock; undefined where unreadable. */
  monotonicOriginWallNs(): bigint | undefined;
}

interface HighResolutionTime {
  bigint(): bigint;
}

const NS_PER_MS = 1e6;
const NS_PER_MS_EXACT = 1_000_000n;

const hostTime = (): HighResolutionTime | undefined =>
  (globalThis as { process?: { hrtime?: HighResolutionTime } }).process?.hrtime;

export const systemClock: ClientClock = {
  nowNs: () => performance.now() * NS_PER_MS,

  offsetSince(baseNs) {
    const hrtime = hostTime();
    if (hrtime?.bigint === undefined) return undefined;
    return Number(hrtime.bigint() - baseNs) - performance.now() * NS_PER_MS;
  },

  monotonicOriginWallNs() {
    const hrtime = hostTime();
    if (hrtime?.bigint === undefined) return undefined;
    return BigInt(Date.now()) * NS_PER_MS_EXACT - hrtime.bigint();
  },
};
