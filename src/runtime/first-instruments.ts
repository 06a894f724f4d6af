/**
 * Whether clients can subscribe to something of every source yet. Owns the account of which gateway
 * knows an instrument of which feed; must never wait by itself. Supervisor, cold.
 */
export class FirstInstruments {
  /** Settles once every feed has named an instrument at every gateway, or has nothing more to name. */
  readonly all: Promise<void>;
  /** By feed: the gateways that know nothing of it yet. */
  private readonly missing: Set<number>[];
  private resolve: () => void = () => {};

  constructor(feedCount: number, gatewayCount: number) {
    const gateways = Array.from({ length: gatewayCount }, (_, gateway) => gateway);
    this.missing = Array.from({ length: feedCount }, () => new Set(gateways));
    this.all = new Promise((resolve) => {
      this.resolve = resolve;
    });
    this.check();
  }

  /** A gateway can tell its clients of an instrument of this feed. */
  named(gateway: number, feed: number): void {
    this.missing[feed]!.delete(gateway);
    this.check();
  }

  /** The feed is over, with so many instruments; gateways may still be on their way to the last ones. */
  over(feed: number, instrumentCount: number): void {
    if (instrumentCount > 0) return;
    this.missing[feed]!.clear();
    this.check();
  }

  /** Feeds without an instrument. */
  get waitingFor(): number[] {
    return this.missing.flatMap((gateways, feed) => (gateways.size > 0 ? [feed] : []));
  }

  private check(): void {
    if (this.waitingFor.length === 0) this.resolve();
  }
}
