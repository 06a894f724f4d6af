/**
 * The connections of a live Binance feed: one plan per set of streams, what each connection subscribes
 * to, and when one that replaces another has taken over. Asks by commands. Feed thread, cold.
 */
import type { CommandQueue } from '../parts/command-queue.js';
import { ConnectionPlan } from '../parts/connection-plan.js';
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

interface Asked {
  readonly connection: string;
  readonly symbols: readonly string[];
}

export class Connections {
  private readonly plans: readonly Planned[];
  /** Since when each has all its subscriptions. */
  private readonly subscribedNs = new Map<string, number>();
  /** SUBSCRIBE requests without an answer yet, by their id. */
  private readonly asked = new Map<number, Asked>();
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

  connected(connection: string): void {
    this.disconnected(connection);
    const planned = this.planOf(connection);
    if (planned === undefined) return;
    const { streams } = planned.set;
    const all = planned.plan.symbolsOf(connection);
    const step = Math.floor(this.limits.streamsPerRequest / streams.length);
    for (let from = 0; from < all.length; from += step) {
      const symbols = all.slice(from, from + step);
      const params = symbols.flatMap((symbol) =>
        streams.map((each) => `${symbol.toLowerCase()}@${each}`),
      );
      const id = ++this.requestId;
      this.asked.set(id, { connection, symbols });
      const text = JSON.stringify({ method: 'SUBSCRIBE', params, id });
      this.commands.add({ kind: 'send', connection, text, notBeforeNs: 0 });
    }
  }

  disconnected(connection: string): void {
    this.subscribedNs.delete(connection);
    for (const [id, asked] of this.asked)
      if (asked.connection === connection) this.asked.delete(id);
  }

  /**
   * A request was answered.
   * @returns the symbols whose books the connection carries from now on.
   */
  subscribed(connection: string, id: number, nowNs: number): readonly string[] {
    const asked = this.asked.get(id);
    if (asked?.connection !== connection) return [];
    this.asked.delete(id);
    const isWhole = ![...this.asked.values()].some((each) => each.connection === connection);
    if (isWhole) this.subscribedNs.set(connection, nowNs);
    return this.planOf(connection)?.hasBooks ? asked.symbols : [];
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
    this.disconnected(replaced);
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
    for (const [connection, sinceNs] of this.subscribedNs) {
      if (nowNs - sinceNs < this.limits.quietNs) continue;
      const planned = this.planOf(connection);
      for (const symbol of planned?.plan.missing(connection) ?? []) {
        if (!planned!.hasBooks || newestNs(symbol) < sinceNs) join(connection, symbol);
      }
    }
  }

  private planOf(connection: string): Planned | undefined {
    return this.plans.find(({ plan }) => plan.symbolsOf(connection).length > 0);
  }
}
