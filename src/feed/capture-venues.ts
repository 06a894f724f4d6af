/**
 * The normalizers of one capture, by connection: an exchange may have several venues, told apart by
 * the address (linear and spot, say). Owns them; their summaries are added up. Feed thread.
 */
import { findExchange } from './normalize/venue-table.js';
import type {
  NormalizerDeps,
  VenueNormalizer,
  VenueSummary,
} from './normalize/venue-normalizer.js';

export class CaptureVenues {
  private readonly byVenue = new Map<string, VenueNormalizer>();
  private readonly byConnection = new Map<string, VenueNormalizer>();

  constructor(
    private readonly exchange: string,
    private readonly deps: Omit<NormalizerDeps, 'endpoints'>,
  ) {}

  /** The connection was opened: what comes over it is of the venue at that address. */
  open(connection: string, address: string): VenueNormalizer | undefined {
    const normalizer = this.at(address);
    if (normalizer !== undefined) this.byConnection.set(connection, normalizer);
    return normalizer;
  }

  /** undefined for an address that belongs to none of the exchange's venues. */
  of(connection: string): VenueNormalizer | undefined {
    return this.byConnection.get(connection) ?? this.open(connection, '');
  }

  /**
   * REST answers name their address only: every venue looks whether it is its own. An instrument list
   * may come before the connection that it is for.
   */
  all(url: string): Iterable<VenueNormalizer> {
    if (this.at(url) === undefined && this.byVenue.size === 0) this.at('');
    return this.byVenue.values();
  }

  finish(): void {
    for (const normalizer of this.byVenue.values()) normalizer.finish();
  }

  summaries(): VenueSummary[] {
    return [...this.byVenue.values()].map((normalizer) => normalizer.summary());
  }

  private at(address: string): VenueNormalizer | undefined {
    const entry = findExchange(this.exchange, address);
    if (entry === undefined) return undefined;
    let normalizer = this.byVenue.get(entry.venue);
    if (normalizer === undefined) {
      normalizer = entry.make({ ...this.deps, endpoints: entry.endpoints });
      this.byVenue.set(entry.venue, normalizer);
    }
    return normalizer;
  }
}

/** One summary of several venues. */
export function sumSummaries(summaries: readonly VenueSummary[]): VenueSummary {
  const sum = (pick: (summary: VenueSummary) => number): number =>
    summaries.reduce((total, summary) => total + pick(summary), 0);
  return {
    gaps: sum((each) => each.gaps),
    unverifiable: sum((each) => each.unverifiable),
    lostTrades: sum((each) => each.lostTrades ?? 0),
    unknownMessages: sum((each) => each.unknownMessages),
    refusedValues: sum((each) => each.refusedValues),
    undeclaredInstruments: sum((each) => each.undeclaredInstruments),
    refusals: sumCounts(summaries.map((each) => each.refusals)),
    messagesByType: sumCounts(summaries.map((each) => each.messagesByType)),
    resyncs: sumCounts(summaries.map((each) => each.resyncs ?? {})),
    slowPathMessages: sum((each) => each.slowPathMessages ?? 0),
  };
}

function sumCounts(
  all: readonly Readonly<Record<string, number>>[],
): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count;
  }
  return total;
}
