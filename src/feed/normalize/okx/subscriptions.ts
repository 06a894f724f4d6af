/** OKX's requests: which channels a symbol has, and what a request that we see was for. */
import { isFields, isText } from '../parts/json.js';
import { instrumentTypeOf } from './instruments.js';

interface Channel {
  readonly channel: string;
  readonly instId?: string;
  readonly instType?: string;
}

const BOOKS = 'books';

/** The top of book first: the venue pushes it before the book. */
const channelsOf = (symbol: string): Channel[] =>
  ['bbo-tbt', BOOKS, 'trades'].map((channel) => ({ channel, instId: symbol }));

/** Changes of status come by type: a channel that every connection has for its own symbols. */
const statusChannels = (symbols: readonly string[]): Channel[] =>
  [...new Set(symbols.map(instrumentTypeOf))].map((instType) => ({
    channel: 'instruments',
    instType,
  }));

export function subscribeRequests(
  symbols: readonly string[],
  channelsPerRequest: number,
): string[] {
  const channels = [...symbols.flatMap(channelsOf), ...statusChannels(symbols)];
  const texts: string[] = [];
  for (let from = 0; from < channels.length; from += channelsPerRequest) {
    texts.push(request('subscribe', channels.slice(from, from + channelsPerRequest)));
  }
  return texts;
}

/** The venue sends an image only to a new subscription. */
export function resubscribeRequests(symbol: string): string[] {
  const channels = [{ channel: BOOKS, instId: symbol }];
  return [request('unsubscribe', channels), request('subscribe', channels)];
}

/** Symbols that a request of ours subscribes to; none for any other text. */
export function symbolsOfRequest(parsed: unknown): string[] {
  if (!isFields(parsed) || parsed['op'] !== 'subscribe' || !Array.isArray(parsed['args']))
    return [];
  return (parsed['args'] as unknown[]).flatMap((arg) =>
    isFields(arg) && isText(arg['instId']) ? [arg['instId']] : [],
  );
}

const request = (op: string, args: readonly Channel[]): string => JSON.stringify({ op, args });
