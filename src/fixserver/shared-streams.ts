/**
 * The streams that this server's FIX clients have, one replica each for all of them, and what instruments are
 * as frames said it last. Owns how many clients use a stream: what nobody uses is forgotten. Gateway thread.
 */
import { decodeInstrument } from '../frame/decode-instrument.js';
import type { Instrument } from '../market/instrument.js';
import { streamInstrument } from '../market/stream.js';
import { StreamBook } from './stream-book.js';
import { TradeTape } from './trade-tape.js';

interface Shared<T> {
  readonly content: T;
  userCount: number;
}

export class SharedStreams {
  private readonly books = new Map<number, Shared<StreamBook>>();
  private readonly tapes = new Map<number, Shared<TradeTape>>();
  /** Images that came whole. */
  imageCount = 0;
  private readonly instruments = new Map<number, Instrument>();

  get count(): number {
    return this.books.size + this.tapes.size;
  }

  /** An instrument frame at `at`. */
  define(view: DataView, at: number): void {
    const instrument = decodeInstrument(view, at);
    const known = this.instruments.get(instrument.id);
    // Every client gets it: the same again must not look like a change.
    if (known === undefined || !same(known, instrument))
      this.instruments.set(instrument.id, instrument);
  }

  takeBook(stream: number): StreamBook {
    return take(
      this.books,
      stream,
      () => new StreamBook(this.definitionOf(stream), () => this.imageCount++),
    );
  }

  takeTape(stream: number): TradeTape {
    return take(this.tapes, stream, () => new TradeTape(this.definitionOf(stream)));
  }

  /** One client less uses it. */
  leave(stream: number): void {
    for (const shared of [this.books, this.tapes]) {
      const held = shared.get(stream);
      if (held !== undefined && --held.userCount === 0) shared.delete(stream);
    }
  }

  private definitionOf(stream: number): () => Instrument | undefined {
    const id = streamInstrument(stream);
    return () => this.instruments.get(id);
  }
}

function take<T>(map: Map<number, Shared<T>>, stream: number, make: () => T): T {
  let shared = map.get(stream);
  if (shared === undefined) {
    shared = { content: make(), userCount: 0 };
    map.set(stream, shared);
  }
  shared.userCount++;
  return shared.content;
}

const FIELDS = ['venue', 'symbol', 'priceScale', 'quantityScale', 'tickSize', 'lotSize'] as const;

const same = (a: Instrument, b: Instrument): boolean =>
  FIELDS.every((field) => a[field] === b[field]);
