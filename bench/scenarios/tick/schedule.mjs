/** When each message of an open-loop run is due: evenly spaced, or in bursts of a multiple of the mean rate. */
const NS_PER_SECOND = 1e9;
const BURST_FACTOR = 8;
/** One burst and one pause. */
const CYCLE_NS = 100e6;

/** @returns ns after the first message at which message `index` is due. */
export function dueNs(index, messagesPerSecond, isBurst) {
  const evenNs = (index * NS_PER_SECOND) / messagesPerSecond;
  if (!isBurst) return evenNs;
  const cycle = Math.floor(evenNs / CYCLE_NS);
  return cycle * CYCLE_NS + (evenNs - cycle * CYCLE_NS) / BURST_FACTOR;
}

export { BURST_FACTOR };
