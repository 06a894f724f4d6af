/**
 * Our side of the conversation with Deribit: which connections are open, what is asked on them and what
 * an answer means for the next question. Heartbeat first, then the sign-in where there is a key, then the
 * subscriptions. Owns the requests and the connection plan; knows books by name only.
 */
import type { CommandQueue } from '../parts/command-queue.js';
import { ConnectionPlan } from '../parts/connection-plan.js';
import type { ImageRequests } from '../parts/image-requests.js';
import type { NormalizerDeps } from '../venue-normalizer.js';
import { authParams } from './authentication.js';
import type { DeribitLimits } from './limits.js';
import type { Message } from './messages.js';
import {
  bookChannel,
  channelSymbol,
  PLATFORM_CHANNELS,
  Requests,
  symbolChannels,
  type Interval,
  type OpenRequest,
} from './subscriptions.js';

export const SOCKET_PATH = '/ws/api/v2';

/** Raw subscriptions are for those who have signed in. */
const RAW_NEEDS_KEY = '13778';

export interface SessionOptions {
  readonly deps: NormalizerDeps;
  readonly limits: DeribitLimits;
  readonly clock: { readonly nowNs: number };
  readonly commands: CommandQueue;
  readonly images: ImageRequests;
  /** Whether there is a book of that symbol. */
  readonly carries: (symbol: string) => boolean;
}

export class Session {
  readonly plan: ConnectionPlan | undefined;
  private readonly open = new Set<string>();
  private readonly rpc: Requests;
  /** Empty for those without a key. */
  private readonly clientId: string;
  private interval: Interval;

  constructor(private readonly options: SessionOptions) {
    const { deps, limits } = options;
    const { wants, endpoints } = deps;
    this.rpc = new Requests(limits.openRequests);
    this.clientId = deps.options?.['client-id'] ?? '';
    this.interval = deps.options?.['interval'] === 'raw' ? 'raw' : '100ms';
    this.plan =
      wants &&
      new ConnectionPlan({
        symbols: wants.symbols,
        symbolsPerConnection: limits.symbolsPerConnection,
        lines: wants.lines,
        address: () => `${endpoints.webSocket}${SOCKET_PATH}`,
      });
  }

  isOpen(connection: string): boolean {
    return this.open.has(connection);
  }

  connected(connection: string): void {
    this.open.add(connection);
    if (this.plan === undefined) return;
    const interval = this.options.limits.heartbeatSeconds;
    this.ask(connection, { kind: 'heartbeat', connection }, 'public/set_heartbeat', { interval });
    if (this.clientId === '') return this.subscribeAll(connection);
    this.ask(connection, { kind: 'auth', connection }, 'public/auth', authParams(this.clientId));
  }

  closed(connection: string): void {
    this.open.delete(connection);
  }

  /** The venue wants to know whether we are there. */
  testRequested(connection: string): void {
    this.ask(connection, { kind: 'plain' }, 'public/test', {});
  }

  /** @returns the instrument whose top of book was asked for, if that was the question. */
  answered({ id }: Extract<Message, { kind: 'result' }>): string | undefined {
    const request = this.rpc.answered(id);
    switch (request?.kind) {
      case 'auth':
        if (this.isOpen(request.connection)) this.subscribeAll(request.connection);
        return undefined;
      case 'audit':
        return request.symbol;
      default:
        return undefined;
    }
  }

  refused({ id, code, text }: Extract<Message, { kind: 'error' }>): void {
    const { images, carries, clock } = this.options;
    const request = this.rpc.answered(id);
    if (request === undefined || request.kind === 'plain' || request.kind === 'audit') return;
    this.note(`${request.kind} was refused: ${text} (${code})`);
    if (request.kind === 'heartbeat') return;
    if (request.kind === 'auth') {
      this.goOnWithoutKey(request.connection);
    } else if (code === RAW_NEEDS_KEY && this.interval === 'raw') {
      this.goOnWithoutKey(request.connection);
    } else {
      // One bad channel refuses them all: each instrument asks for itself.
      for (const symbol of new Set(request.channels.map(channelSymbol))) {
        if (carries(symbol)) images.retry(symbol, clock.nowNs);
      }
    }
  }

  /** A whole book again (3): on one connection that is open; the others' changes join on to it. */
  subscribeAgain(symbol: string, notBeforeNs: number): void {
    const connection = this.carrierOf(symbol);
    if (connection === undefined) return;
    const channels = [bookChannel(symbol, this.interval)];
    this.ask(connection, { kind: 'plain' }, 'public/unsubscribe', { channels }, notBeforeNs);
    this.subscribe(connection, symbolChannels(symbol, this.interval), notBeforeNs);
  }

  /** Does the venue have the top of book that we have? */
  askForTop(symbol: string): void {
    const connection = this.carrierOf(symbol);
    if (connection === undefined) return;
    const params = { instrument_name: symbol, depth: 1 };
    this.ask(connection, { kind: 'audit', symbol }, 'public/get_order_book', params);
  }

  private goOnWithoutKey(connection: string): void {
    if (this.interval === 'raw') {
      this.note('raw needs client-id and client-secret: interval=100ms is used instead');
      this.interval = '100ms';
    }
    if (this.isOpen(connection)) this.subscribeAll(connection);
  }

  private subscribeAll(connection: string): void {
    const { clock, limits, images, carries } = this.options;
    const symbols = this.plan!.symbolsOf(connection).filter(carries);
    for (const symbol of symbols) {
      // A second line, or a replacement, joins on to the book that is there.
      if (this.carrierOf(symbol) === connection) images.expect(symbol, clock.nowNs);
    }
    const channels = symbols.flatMap((symbol) => symbolChannels(symbol, this.interval));
    this.subscribe(connection, PLATFORM_CHANNELS, 0);
    for (let from = 0; from < channels.length; from += limits.channelsPerRequest) {
      this.subscribe(connection, channels.slice(from, from + limits.channelsPerRequest), 0);
    }
  }

  /** The first of the open connections that carry the symbol. */
  private carrierOf(symbol: string): string | undefined {
    return this.plan?.carriersOf(symbol).find((each) => this.open.has(each));
  }

  private subscribe(connection: string, channels: readonly string[], notBeforeNs: number): void {
    const request: OpenRequest = { kind: 'subscribe', connection, channels };
    this.ask(connection, request, 'public/subscribe', { channels }, notBeforeNs);
  }

  private ask(
    connection: string,
    request: OpenRequest,
    method: string,
    params: Readonly<Record<string, unknown>>,
    notBeforeNs = 0,
  ): void {
    const text = this.rpc.text(request, method, params);
    this.options.commands.add({ kind: 'send', connection, text, notBeforeNs });
  }

  private note(text: string): void {
    this.options.commands.add({ kind: 'note', text });
  }
}
