/**
 * Latencies since the start of a run by the edges that /metrics shows. Owns the edges and which HDR
 * bucket is counted at which; must never need a walk over all HDR buckets. Supervisor.
 *
 * An HDR bucket is counted at the first edge that its largest value does not exceed. So an edge never
 * counts a latency above it; one that is below it by less than an HDR bucket's width (0.1 %) may be counted at the next.
 */
import { HDR_INDEX_COUNT, hdrHighestAt } from '../market/hdr-bucket.js';

const NS_PER_US = 1e3;
const FIRST_US = [1, 2, 5];
/** Six edges a decade from here on, up to the last one. */
const STEPS = [1, 1.5, 2, 3, 5, 7];
const DECADES_US = [1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
const LAST_US = 1e7;

/** Upper edges, ns, ascending, 1 µs to 10 s; what is above the last one is counted at +Inf. */
export const EDGES_NS: readonly number[] = [
  ...FIRST_US,
  ...DECADES_US.flatMap((decade) => STEPS.map((step) => step * decade)),
  LAST_US,
].map((us) => us * NS_PER_US);

/** The place of an HDR bucket's edge; the number of edges stands for +Inf. */
const EDGE_OF_INDEX = Uint8Array.from({ length: HDR_INDEX_COUNT }, (_, index) => {
  const edge = EDGES_NS.findIndex((edgeNs) => hdrHighestAt(index) <= edgeNs);
  return edge < 0 ? EDGES_NS.length : edge;
});

export class EdgeCounts {
  private readonly counts = new Float64Array(EDGES_NS.length + 1);

  /** So many more in an HDR bucket. */
  add(index: number, count: number): void {
    const edge = EDGE_OF_INDEX[index]!;
    this.counts[edge] = this.counts[edge]! + count;
  }

  /** Above the edge before and not above this one. */
  at(edge: number): number {
    return this.counts[edge]!;
  }
}
