/**
 * Bybit's requests: which topics a symbol has, and which request an answer is to. A request is refused
 * as a whole when one of its topics is wrong. Owns the requests that wait for their answer.
 */
import { isFields, isText } from '../parts/json.js';
import { readTopic } from './messages.js';

const DEPTHS = [1, 50, 200, 1000] as const;
/** The venue's fastest with more than the best: every 20 ms. */
const USUAL_DEPTH = 50;

/**
 * The smallest depth of the venue that has as many levels.
 * @throws RangeError where none has.
 */
export function depthFor(wanted: number | undefined): number {
  const depth = DEPTHS.find((each) => each >= (wanted ?? USUAL_DEPTH));
  if (depth !== undefined) return depth;
  throw new RangeError(`depth ${wanted}: Bybit tells ${DEPTHS.join(', ')} levels a side`);
}

export class Subscriptions {
  private readonly open = new Map<string, readonly string[]>();
  private lastId = 0;

  constructor(
    private readonly depth: number,
    private readonly topicsPerRequest: number,
    private readonly openLimit: number,
  ) {}

  subscribe(symbols: readonly string[]): string[] {
    const topics = symbols.flatMap((each) => [this.bookTopic(each), `publicTrade.${each}`]);
    const texts: string[] = [];
    for (let from = 0; from < topics.length; from += this.topicsPerRequest) {
      texts.push(this.request('subscribe', topics.slice(from, from + this.topicsPerRequest)));
    }
    return texts;
  }

  /** The venue sends an image only to a new subscription. */
  subscribeAgain(symbol: string): string[] {
    const topics = [this.bookTopic(symbol)];
    return [this.request('unsubscribe', topics), this.request('subscribe', topics)];
  }

  /** A request was said. @returns the symbols that it subscribes to. */
  said(request: unknown): string[] {
    if (!isFields(request) || request['op'] !== 'subscribe') return [];
    const { req_id, args } = request;
    const topics = Array.isArray(args) ? (args as unknown[]).filter(isText) : [];
    if (isText(req_id)) this.remember(req_id, topics);
    return topics.flatMap((topic) => readTopic(topic)?.symbol ?? []);
  }

  /** A request was taken. */
  accepted(requestId: string): void {
    this.open.delete(requestId);
  }

  /** A request was refused. @returns what to ask instead: its topics one by one. */
  refused(requestId: string): string[] {
    const topics = this.open.get(requestId) ?? [];
    this.open.delete(requestId);
    return topics.length > 1 ? topics.map((topic) => this.request('subscribe', [topic])) : [];
  }

  private bookTopic(symbol: string): string {
    return `orderbook.${this.depth}.${symbol}`;
  }

  private remember(requestId: string, topics: readonly string[]): void {
    this.open.set(requestId, topics);
    if (this.open.size <= this.openLimit) return;
    this.open.delete(this.open.keys().next().value!);
  }

  private request(op: string, args: readonly string[]): string {
    return JSON.stringify({ req_id: String(++this.lastId), op, args });
  }
}
