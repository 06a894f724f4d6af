/**
 * One subscriber's instruments under one MDReqID: images first, then what changed since, trades in between.
 * Owns what the subscriber was told. One that a fault has hit is not told what it should be.
 */
import type { ExchangeMarket } from '../exchange-market.js';
import type { MarketTrade } from '../market-change.js';
import type { BookFaultKind } from './fix-faults.js';
import type { FixVenueOptions } from './fix-venue-options.js';
import {
  imageBody,
  incrementalBodies,
  type IncrementalEntry,
  type SaidMessage,
} from './message-bodies.js';
import { ToldEntries } from './told-entries.js';

export interface SubscriptionTerms {
  readonly requestId: string;
  readonly depth: number;
  readonly hasBook: boolean;
  readonly hasTrades: boolean;
  readonly isFullRefresh: boolean;
}

interface Instrument {
  readonly name: string;
  readonly told: ToldEntries;
  readonly trades: MarketTrade[];
  isTouched: boolean;
}

export class MarketDataSubscription {
  private readonly instruments = new Map<number, Instrument>();

  constructor(
    market: ExchangeMarket,
    private readonly options: FixVenueOptions,
    readonly terms: SubscriptionTerms,
    symbols: readonly number[],
  ) {
    for (const symbol of symbols) {
      this.instruments.set(symbol, {
        name: market.symbols[symbol]!,
        told: new ToldEntries(market, symbol, options.keying, terms.depth),
        trades: [],
        isTouched: false,
      });
    }
  }

  get symbols(): Iterable<number> {
    return this.instruments.keys();
  }

  has(symbol: number): boolean {
    return this.instruments.has(symbol);
  }

  changed(symbol: number, trade: MarketTrade | undefined, isOfBook: boolean): void {
    const instrument = this.instruments.get(symbol);
    if (instrument === undefined) return;
    if (trade !== undefined && this.terms.hasTrades) instrument.trades.push(trade);
    if (isOfBook && this.terms.hasBook) instrument.isTouched = true;
  }

  image(symbol: number, wallMs: number): SaidMessage {
    const { told, name } = this.instruments.get(symbol)!;
    const entries = this.terms.hasBook ? told.image() : [];
    const { requestId } = this.terms;
    const image = { symbol: name, requestId, rptSeq: told.rptSeq, entries };
    return imageBody(this.options, image, wallMs);
  }

  /** What there is to say of everything that moved. */
  take(wallMs: number): SaidMessage[] {
    const entries: IncrementalEntry[] = [];
    const images: SaidMessage[] = [];
    for (const [symbol, instrument] of this.instruments) {
      entries.push(...this.numbered(instrument, instrument.trades.splice(0)));
      if (!instrument.isTouched) continue;
      instrument.isTouched = false;
      if (this.terms.isFullRefresh) images.push(this.image(symbol, wallMs));
      else entries.push(...this.numbered(instrument, instrument.told.take()));
    }
    return [...this.messages(entries, wallMs), ...images];
  }

  /** @returns undefined where the fault needs changes, and there are none yet. */
  takeWith(fault: BookFaultKind, symbol: number, wallMs: number): SaidMessage[] | undefined {
    const instrument = this.instruments.get(symbol)!;
    const { told } = instrument;
    if (fault === 'unasked-image') {
      instrument.isTouched = false;
      return [this.image(symbol, wallMs)];
    }
    if (fault === 'drop' || fault === 'cut-fragment') {
      if (!instrument.isTouched) return undefined;
      instrument.isTouched = false;
      const entries = this.numbered(instrument, told.take());
      if (entries.length === 0) return undefined;
      return fault === 'drop' ? [] : this.messages(entries, wallMs).slice(0, -1);
    }
    instrument.isTouched = false;
    const changes = told.take();
    const again =
      fault === 'empty-book' ? (['empty-book', ...told.tellAnew()] as const) : told.retell(fault);
    return this.messages(this.numbered(instrument, [...changes, ...again]), wallMs);
  }

  /** RptSeq goes on over images, as it does at the venues that have one. */
  private numbered(
    { name, told }: Instrument,
    changes: readonly IncrementalEntry['change'][],
  ): IncrementalEntry[] {
    return changes.map((change) => ({ symbol: name, rptSeq: ++told.rptSeq, change }));
  }

  private messages(entries: readonly IncrementalEntry[], wallMs: number): SaidMessage[] {
    return incrementalBodies(this.options, this.terms.requestId, entries, wallMs);
  }
}
