/**
 * The channels of one connection: what the venue numbered them, what they carry, and the texts that ask
 * for them. Bounded. Knows no books.
 */
import { isFields, isText } from '../parts/json.js';
import { FLAGS } from './messages.js';
import { ConnectionSequence } from './sync-rule.js';

export interface Channel {
  readonly type: string;
  readonly symbol: string;
  /** The next message is the whole book. */
  awaitsImage: boolean;
}

export class Connection {
  /** As the venue has confirmed them, or we have asked. */
  flags = 0;
  readonly sequence = new ConnectionSequence();
  private readonly channels = new Map<number, Channel>();

  constructor(private readonly channelLimit: number) {}

  add(number: number, type: string, symbol: string): void {
    if (this.channels.size >= this.channelLimit) return;
    this.channels.set(number, { type, symbol, awaitsImage: type === 'book' });
  }

  remove(number: number): void {
    this.channels.delete(number);
  }

  at(number: number): Channel | undefined {
    return this.channels.get(number);
  }

  /** The number of a pair's book; what comes over it from now on is nobody's. */
  retireBook(symbol: string): number | undefined {
    for (const [number, channel] of this.channels) {
      if (channel.type !== 'book' || channel.symbol !== symbol) continue;
      this.channels.set(number, { ...channel, type: 'retired' });
      return number;
    }
    return undefined;
  }
}

export const confText = (): string => JSON.stringify({ event: 'conf', flags: FLAGS });

export const bookText = (symbol: string, depth: number): string =>
  JSON.stringify({
    event: 'subscribe',
    channel: 'book',
    symbol,
    prec: 'P0',
    freq: 'F0',
    len: String(depth),
  });

export const tradesText = (symbol: string): string =>
  JSON.stringify({ event: 'subscribe', channel: 'trades', symbol });

export const unsubscribeText = (channel: number): string =>
  JSON.stringify({ event: 'unsubscribe', chanId: channel });

const DEPTHS = [1, 25, 100, 250];

/** The smallest book of the venue's that has so many levels; its largest where none has. */
export const depthFor = (wanted: number): number =>
  DEPTHS.find((depth) => depth >= wanted) ?? DEPTHS.at(-1)!;

/** Which pairs were asked for; while nothing is known, every one may come. */
export class Subscriptions {
  private readonly symbols = new Set<string>();

  admits(symbol: string): boolean {
    return this.symbols.size === 0 || this.symbols.has(symbol);
  }

  /** A request of ours; anything but a subscription is not ours to know. */
  addRequest(request: unknown): void {
    if (!isFields(request) || request['event'] !== 'subscribe') return;
    const symbol = request['symbol'] ?? request['pair'];
    if (isText(symbol)) this.symbols.add(symbol);
  }
}
