/**
 * The connections of a live Binance feed: one plan per set of streams, what each connection subscribes
 * to, and when one that replaces another has taken over. Asks by commands. Feed thread, cold.
 */
import type { CommandQueue } from '../shared/command-queue.js';
import { ConnectionPlan } from '../shared/connection-plan.js';
import type { VenueEndpoints, VenueWants } from '../venue-normalizer.js';
import type { BinanceLimits } from './limits.js';
import type { BinanceMarket, StreamSet } from './market.js';

/** Prefix of the connections of the second set: trades where they have a path of their own. */
const PREFIXES = ['', 'T'];

interface Planned {
  readonly plan: ConnectionPlan;
  readonly set: StreamSet;
  readonly hasBooks: boolean;
}

export class Connections {
  private readonly plans: readonly Planned[];
  /** When each was opened last. */
  private readonly openedNs = new Map<string, number>();
  /** Replaced and let go: what still comes from them is nobody's. */
  private readonly retired = new Set<string>();
  private requestId = 0;
  private replacing = 0;

  constructor(
    market: BinanceMarket,
    wants: VenueWants | undefined,
    endpoints: VenueEndpoints,
    private readonly limits: BinanceLimits,
    private readonly commands: CommandQueue,
  ) {
    this.plans =
      wants === undefined
        ? []
        : market.streamSets.map((set, index) => ({
            set,
            hasBooks: index === 0,
            plan: new ConnectionPlan({
              symbols: wants.symbols,
              symbolsPerConnection: limits.symbolsPerConnection,
              lines: wants.lines,
              prefix: PREFIXES[index]!,
              address: () => endpoints.webSocket + set.path,
            }),
          }));
  }

  open(): void {
    for (const { plan } of this.plans) this.commands.add(...plan.open());
  }

  /** Whether some connection has yet to join on to the books of the one that it replaces. */
  get isReplacing(): boolean {
    return this.replacing > 0;
  }

  lineOf(connection: string): string {
    return this.planOf(connection)?.plan.lineOf(connection) ?? connection;
  }

  isRetired(connection: string): boolean {
    return this.retired.size > 0 && this.retired.has(connection);
  }

  connected(connection: string, nowNs: number): void {
    const planned = this.planOf(connection);
    if (planned === undefined) return;
    this.openedNs.set(connection, nowNs);
    const streams = planned.plan
      .symbolsOf(connection)
      .flatMap((symbol) => planned.set.streams.map((each) => `${symbol.toLowerCase()}@${each}`));
    for (let from = 0; from < streams.length; from += this.limits.streamsPerRequest) {
      const params = streams.slice(from, from + this.limits.streamsPerRequest);
      const text = JSON.stringify({ method: 'SUBSCRIBE', params, id: ++this.requestId });
      this.commands.add({ kind: 'send', connection, text, notBeforeNs: 0 });
    }
  }

  rotate(connection: string): void {
    const command = this.planOf(connection)?.plan.rotate(connection);
    if (command === undefined) return;
    this.replacing++;
    this.commands.add(command);
  }

  /**
   * The symbol's diffs of this connection join on to its book.
   * @returns the connection that it has replaced, once.
   */
  joined(connection: string, symbol: string): string | undefined {
    const replaced = this.planOf(connection)?.plan.joined(connection, symbol);
    if (replaced === undefined) return undefined;
    this.replacing--;
    this.retired.add(replaced);
    this.openedNs.delete(replaced);
    this.commands.add({ kind: 'disconnect', connection: replaced });
    return replaced;
  }

  /**
   * Replacements need not wait for symbols in which nothing happens, nor for trades: their ids tell
   * the copies.
   * @param newestNs when the symbol's book has had its last diff.
   * @param join called for each such symbol and connection.
   */
  joinQuiet(
    nowNs: number,
    newestNs: (symbol: string) => number,
    join: (connection: string, symbol: string) => void,
  ): void {
    for (const [connection, openedNs] of this.openedNs) {
      if (nowNs - openedNs < this.limits.quietNs) continue;
      const planned = this.planOf(connection);
      for (const symbol of planned?.plan.missing(connection) ?? []) {
        if (!planned!.hasBooks || newestNs(symbol) < openedNs) join(connection, symbol);
      }
    }
  }

  private planOf(connection: string): Planned | undefined {
    return this.plans.find(({ plan }) => plan.symbolsOf(connection).length > 0);
  }
}
