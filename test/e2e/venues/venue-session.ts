/**
 * A venue simulator, a server that is fed by it, and an SDK client of that server. Compares every
 * replica with the simulator's own books, and times the way from a fault to LIVE.
 */
import {
  sourceTextOf,
  startVenueSimulator,
  type VenueSimulatorOptions,
} from '../../../dist/runtime/index.js';
import { connect, type BookcastClient, type StreamReplica } from '../../../src/client/index.js';
import { serveSources } from './serve-source.js';

type Simulator = Awaited<ReturnType<typeof startVenueSimulator>>;
export type Fault = Parameters<Simulator['inject']>[0];

/** What a session needs of a simulator. */
export interface SimulatedVenue<F extends { readonly kind: string }> {
  readonly market: {
    readonly symbols: readonly string[];
    /** Decimals of its prices and quantities, where they are not the exchange market's. */
    readonly priceScale?: number;
    readonly quantityScale?: number;
    indexOf(symbol: string): number | undefined;
    /** Best first. */
    levels(
      symbol: number,
      side: 'bid' | 'ask',
      depth: number,
    ): readonly { readonly price: number; readonly quantity: number }[];
    /** Best price first, first come first. */
    queue?(
      symbol: number,
      side: 'bid' | 'ask',
    ): readonly { readonly price: number; readonly quantity: number }[];
  };
  /** Of a venue over WebSocket. */
  readonly protocol?: { readonly undetectable: readonly string[] };
  /** Of one over WebSocket: clients that are connected. */
  readonly connectionCount?: number;
  readonly committed: readonly F[];
  onCommitted: ((fault: F) => void) | undefined;
  pause(): void;
  resume(): void;
  inject(fault: F): void;
  close(): Promise<void>;
}

export interface FaultReport {
  readonly fault: string;
  /** Symbols that were STALE or RESYNCING after the fault. */
  readonly staleSymbols: readonly string[];
  /** From the fault to the moment at which every symbol is LIVE and equal again. */
  readonly ms: number;
}

export interface SessionOptions extends Partial<VenueSimulatorOptions> {
  readonly venue: string;
  /** Behind the source's text: `lines=2`. */
  readonly sourceOptions?: string;
  readonly depth?: number;
  /** Every replica of the orders is compared as well, queue by queue. */
  readonly hasOrders?: boolean;
}

/** Of a book without a sequence: the fault's own message and one behind it. */
const UPDATES_TO_SEE = 3;
/** Of the simulated market. */
const PRICE_SCALE = 2;
const QUANTITY_SCALE = 3;
const WAIT_MS_LIMIT = 30_000;
const UNSOUND = new Set(['STALE', 'RESYNCING']);

export class VenueSession<
  F extends { readonly kind: string } = Fault,
  S extends SimulatedVenue<F> = Simulator & SimulatedVenue<F>,
> {
  /** `symbol STATE reason`, in order, for every change of state that the client saw. */
  readonly states: string[] = [];
  private readonly lastState = new Map<string, string>();
  private readonly updateCounts = new Map<string, number>();
  private waiting: { isTrue: () => boolean; resolve: () => void }[] = [];

  private constructor(
    readonly simulator: S,
    readonly server: Awaited<ReturnType<typeof serveSources>>,
    readonly client: BookcastClient,
    private readonly options: Pick<SessionOptions, 'venue' | 'depth' | 'hasOrders'>,
  ) {}

  static async open(options: SessionOptions): Promise<VenueSession> {
    const simulator = await startVenueSimulator({
      symbolCount: 3,
      seed: 7,
      changesPerSecond: 600,
      port: 0,
      ...options,
    });
    const [text, query] = sourceTextOf(options.venue, simulator).split('?') as [string, string];
    const depth = options.depth === undefined ? '' : `@${options.depth}`;
    const more = options.sourceOptions === undefined ? '' : `&${options.sourceOptions}`;
    return VenueSession.over(simulator, `${text}${depth}?${query}${more}`, options);
  }

  /** @param source as behind `--source`. */
  static async over<F extends { readonly kind: string }, S extends SimulatedVenue<F>>(
    simulator: S & SimulatedVenue<F>,
    source: string,
    options: Pick<SessionOptions, 'venue' | 'depth' | 'hasOrders'>,
  ): Promise<VenueSession<F, S>> {
    const server = await serveSources(source);
    const client = connect(server.webSocketUrl);
    const session = new VenueSession<F, S>(simulator, server, client, options);
    session.watch();
    await session.until(
      'all instruments',
      () => session.streams.length === simulator.market.symbols.length,
    );
    await session.equal();
    return session;
  }

  get streams(): readonly StreamReplica[] {
    return this.subscription!.streams;
  }
  private subscription: ReturnType<BookcastClient['subscribe']> | undefined;
  private orderSubscription: ReturnType<BookcastClient['subscribe']> | undefined;

  /** Inject, wait until it has happened, and until every book is right again. */
  async inject(fault: F): Promise<FaultReport> {
    const statesBefore = this.states.length;
    const happened = new Promise<void>((resolve) => {
      this.simulator.onCommitted = (committed) => {
        if (committed.kind === fault.kind) resolve();
      };
    });
    this.simulator.inject(fault);
    this.provoke(fault);
    await this.bounded(`${fault.kind} happens`, happened);
    const startedMs = performance.now();
    await this.nextUpdates();
    await this.equal();
    const ms = performance.now() - startedMs;
    const stale = this.states
      .slice(statesBefore)
      .filter((text) => UNSOUND.has(text.split(' ')[1]!));
    return {
      fault: fault.kind,
      staleSymbols: [...new Set(stale.map((text) => text.split(' ')[0]!))].sort(),
      ms: Math.round(ms),
    };
  }

  /** The market stands still until every replica is LIVE and equal to the simulator's book. */
  async equal(): Promise<void> {
    for (;;) {
      await this.until('every book LIVE', () => this.streams.every((each) => this.isLive(each)));
      this.simulator.pause();
      const isOver = (): boolean =>
        this.isEqualEverywhere() || !this.streams.every((each) => this.isLive(each));
      await this.until('every book equal', isOver);
      this.simulator.resume();
      if (this.isEqualEverywhere()) return;
      // Found out only now; some venues need their market to move before a book can be rebuilt.
    }
  }

  /** As many connections are open, and every book moves. */
  async connections(count: number): Promise<void> {
    await this.until('connections', () => (this.simulator.connectionCount ?? 0) >= count);
    await this.nextUpdates();
  }

  async close(): Promise<void> {
    this.client.close();
    await this.server.stop();
    await this.simulator.close();
  }

  /** REST faults wait for a request: a lost message makes one. */
  private provoke(fault: F): void {
    const provoking = (kind: string): void => this.simulator.inject({ ...fault, kind });
    if (fault.kind.startsWith('http-')) provoking('disconnect-mid-message');
    // On the connection that is there: an image that comes over it is to be late, too.
    const isLossSeen = this.simulator.protocol?.undetectable.includes('drop') !== true;
    if (fault.kind === 'slow-snapshot') provoking(isLossSeen ? 'drop' : 'garbage');
  }

  /** Until every symbol has moved on twice: a message behind the fault is needed to see it. */
  private async nextUpdates(): Promise<void> {
    const before = new Map(this.streams.map((stream) => [stream.name, stream.sourceSequence]));
    const countsBefore = new Map(this.updateCounts);
    const moved = new Set<string>();
    await this.until('every book moves', () => {
      for (const stream of this.streams) {
        const count = this.updateCounts.get(stream.name) ?? 0;
        const hasUpdates = count - (countsBefore.get(stream.name) ?? 0) >= UPDATES_TO_SEE;
        // Some venues have no sequence.
        if (stream.sourceSequence !== before.get(stream.name) || hasUpdates) moved.add(stream.name);
      }
      return moved.size === this.streams.length;
    });
  }

  private isEqualEverywhere(): boolean {
    return this.streams.every((stream) => this.isEqual(stream));
  }

  private isLive(stream: StreamReplica): boolean {
    return stream.inSync && this.lastState.get(stream.name)?.startsWith('LIVE') === true;
  }

  private isEqual(stream: StreamReplica): boolean {
    const { market } = this.simulator;
    const index = market.indexOf(stream.name.slice(stream.name.indexOf(':') + 1))!;
    if (!stream.inSync || this.lastState.get(stream.name)?.startsWith('LIVE') !== true)
      return false;
    const depth = this.options.depth ?? Infinity;
    // Exact decimals: the server's scales are the venue's, the market has its own.
    const { priceScale = PRICE_SCALE, quantityScale = QUANTITY_SCALE } = market;
    const { book } = stream;
    const text = (all: readonly { price: string; quantity: string }[]): string =>
      all.map(({ price, quantity }) => `${Number(price)}×${Number(quantity)}`).join(' ');
    const levels = (side: 'bid' | 'ask'): string =>
      market
        .levels(index, side, depth)
        .map(
          ({ price, quantity }) => `${price / 10 ** priceScale}×${quantity / 10 ** quantityScale}`,
        )
        .join(' ');
    const isBookEqual =
      text(book!.bidLevels()) === levels('bid') && text(book!.askLevels()) === levels('ask');
    return (
      isBookEqual && (this.options.hasOrders !== true || this.hasEqualOrders(stream.name, index))
    );
  }

  /** In ticks and lots: the venue's scales must be the market's. */
  private hasEqualOrders(name: string, index: number): boolean {
    const stream = this.orderSubscription!.streams.find((each) => each.name === name);
    if (stream?.inSync !== true) return false;
    const orders = stream.orders!;
    const { market } = this.simulator;
    return (['bid', 'ask'] as const).every((side, place) => {
      const texts: string[] = [];
      const of = place as 0 | 1;
      for (let rank = 0; rank < orders.levelCount(of); rank++) {
        const price = orders.price(of, rank);
        for (const { quantity } of orders.queue(of, price)) texts.push(`${price}×${quantity}`);
      }
      const told = market.queue!(index, side).map(({ price, quantity }) => `${price}×${quantity}`);
      return texts.join(' ') === told.join(' ');
    });
  }

  private watch(): void {
    const venue = `${this.options.venue}:*`;
    this.subscription = this.client.subscribe(
      { channel: 'book', depth: 'full', instruments: [venue] },
      ({ stream }) => {
        this.updateCounts.set(stream.name, (this.updateCounts.get(stream.name) ?? 0) + 1);
        const state = `${stream.state} ${stream.reason}`;
        if (this.lastState.get(stream.name) !== state) {
          this.lastState.set(stream.name, state);
          this.states.push(`${stream.name} ${state}`);
        }
        this.look();
      },
    );
    if (this.options.hasOrders === true) {
      this.orderSubscription = this.client.subscribe(
        { channel: 'orders', instruments: [venue] },
        () => this.look(),
      );
    }
    // An instrument that is new to the server is told by a notice.
    const noticed = (): void => {
      this.look();
      void this.client.once('notice').then(noticed, () => {});
    };
    noticed();
  }

  /** @throws where it does not come true in time: says what every book looks like. */
  async until(what: string, isTrue: () => boolean): Promise<void> {
    const come = new Promise<void>((resolve) => {
      this.waiting.push({ isTrue, resolve });
      this.look();
    });
    await this.bounded(what, come);
  }

  private async bounded(what: string, come: Promise<void>): Promise<void> {
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      deadline = setTimeout(() => reject(new Error(`${what}: ${this.describe()}`)), WAIT_MS_LIMIT);
    });
    await Promise.race([come, late]);
    clearTimeout(deadline);
  }

  private describe(): string {
    const books = this.streams.map(
      (stream) =>
        `${stream.name} ${this.lastState.get(stream.name)} ${this.isEqual(stream) ? 'equal' : 'differs'}`,
    );
    return `${books.join('; ')}; committed ${this.simulator.committed.map(({ kind }) => kind).join(' ')}; last states ${this.states.slice(-8).join(', ')}`;
  }

  private look(): void {
    this.waiting = this.waiting.filter(({ isTrue, resolve }) => {
      if (!isTrue()) return true;
      resolve();
      return false;
    });
  }
}
