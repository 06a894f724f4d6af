/**
 * A venue whose list of products comes first: asked for at the start, and once it is there the wanted ones
 * among them are opened, spread over connections. Owns the request, what is halted and the plan of connections. Cold.
 */
import type { NormalizerDeps, VenueCommand } from '../venue-normalizer.js';
import type { CommandQueue } from './command-queue.js';
import { ConnectionPlan } from './connection-plan.js';
import type { InstrumentBooks, ListedBook } from './instrument-books.js';
import type { SymbolScales } from './instrument-scales.js';
import { ListRequest, type ListRequestOptions } from './list-request.js';

export interface ListedProduct extends SymbolScales {
  /** No trades are made in it: its book may rest crossed. */
  readonly isHalted: boolean;
}

export interface HaltingBook extends ListedBook<SymbolScales> {
  setHalted(halted: boolean): void;
}

export interface ProductListParts<B extends HaltingBook> {
  readonly deps: NormalizerDeps;
  readonly books: InstrumentBooks<SymbolScales, B>;
  readonly commands: CommandQueue;
  readonly request: ListRequestOptions;
  readonly symbolsPerConnection: number;
}

export class ProductList<B extends HaltingBook> {
  /** Once the products are known; never in a replay. */
  plan: ConnectionPlan | undefined;
  private readonly request: ListRequest;
  private readonly halted = new Set<string>();

  constructor(private readonly parts: ProductListParts<B>) {
    this.request = new ListRequest(parts.request);
  }

  /** What is opened before the list has assumed scales. */
  want(): void {
    this.request.want();
  }

  isHalted(symbol: string): boolean {
    return this.halted.has(symbol);
  }

  answered(nowNs: number): void {
    this.request.answered(nowNs);
  }

  failed(why: string, nowNs: number): void {
    this.parts.commands.note(`product list: ${why}; asked again`);
    this.request.failed(nowNs);
  }

  checkTimers(nowNs: number): void {
    this.request.checkTimers(nowNs);
  }

  takeRequest(nowNs: number): VenueCommand | undefined {
    return this.request.take(nowNs);
  }

  rotate(connection: string): void {
    const command = this.plan?.rotate(connection);
    if (command) this.parts.commands.add(command);
  }

  /** @param hasSizes whether the list tells the steps of prices and quantities, not only what can trade. */
  take(products: ReadonlyMap<string, ListedProduct>, hasSizes: boolean): void {
    const { books, deps } = this.parts;
    if (hasSizes) books.learn(products);
    for (const [symbol, { isHalted }] of products) {
      if (isHalted) this.halted.add(symbol);
      else this.halted.delete(symbol);
      books.get(symbol)?.setHalted(isHalted);
    }
    if (deps.wants && !this.plan) this.openConnections(products);
  }

  private openConnections(products: ReadonlyMap<string, SymbolScales>): void {
    const { deps, books, commands, symbolsPerConnection } = this.parts;
    const { symbols, lines } = deps.wants!;
    for (const symbol of symbols) {
      if (!products.has(symbol)) commands.note(`${symbol} is not in the venue's list`);
    }
    const listed = symbols.filter((symbol) => products.has(symbol));
    for (const symbol of listed) books.open(symbol);
    const address = (): string => deps.endpoints.webSocket;
    this.plan = new ConnectionPlan({ symbols: listed, symbolsPerConnection, lines, address });
    commands.add(...this.plan.open());
  }
}
