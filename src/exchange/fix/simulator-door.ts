/**
 * What a person at a terminal has of the FIX simulator, over HTTP: `/_fault?kind=…` makes one, `/_books` shows
 * what the market holds, `/_sessions` who is there. Owns the server.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LinkError } from '../../fix/link/link-error.js';
import type { ExchangeMarket } from '../exchange-market.js';
import { ASK, BID, type MarketSide } from '../market-change.js';
import { isFixFaultKind, type FixFault, type FixFaultKind } from './fix-faults.js';
import { priceText, quantityText } from './market-entries.js';

/** What the door opens to. */
export interface DoorHost {
  readonly market: ExchangeMarket;
  readonly faultKinds: readonly FixFaultKind[];
  readonly connectionCount: number;
  inject(fault: FixFault): void;
}

const LOOPBACK = '127.0.0.1';
const DEPTH_DEFAULT = 10;
const MS_LIMIT = 3_600_000;

export class SimulatorDoor {
  private readonly server: Server;

  constructor(private readonly host: DoorHost) {
    this.server = createServer((request, response) => this.answer(request, response));
  }

  /** @throws LinkError for a port that cannot be had. */
  async open(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', ({ code = '' }: NodeJS.ErrnoException) => {
        const why = `the door for faults cannot listen on ${LOOPBACK}:${port} (${code})`;
        reject(new LinkError(`${why}: name another port, or 0 for any free one`));
      });
      this.server.listen(port, LOOPBACK, resolve);
    });
  }

  get url(): string {
    return `http://${LOOPBACK}:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const refuse = (text: string): void => void response.writeHead(400).end(`${text}\n`);
    if (pathname === '/_fault') {
      const fault = this.faultOf(searchParams);
      if (typeof fault === 'string') return refuse(fault);
      this.host.inject(fault);
      response.end(`${fault.kind}\n`);
    } else if (pathname === '/_books') {
      const books = this.books(searchParams);
      if (typeof books === 'string') return refuse(books);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(books));
    } else {
      response.writeHead(404).end(`${pathname}: expected /_fault?kind=KIND or /_books\n`);
    }
  }

  /** @returns what is wrong, in words. */
  private faultOf(query: URLSearchParams): FixFault | string {
    const { faultKinds, market, connectionCount } = this.host;
    const kind = query.get('kind') ?? '';
    if (!isFixFaultKind(kind) || !faultKinds.includes(kind))
      return `kind ${kind}: expected one of ${faultKinds.join(', ')}`;
    const symbol = query.get('symbol');
    if (symbol !== null && market.indexOf(symbol) === undefined)
      return `symbol ${symbol}: expected one of ${market.symbols.join(', ')}`;
    const ms = query.get('ms');
    if (ms !== null && !(Number(ms) >= 0 && Number(ms) <= MS_LIMIT))
      return `ms ${ms}: expected milliseconds, 0 to ${MS_LIMIT}`;
    if (connectionCount === 0) return `kind ${kind}: nobody is logged on that it could be done to`;
    return {
      kind,
      ...(symbol === null ? {} : { symbol }),
      ...(ms === null ? {} : { ms: Number(ms) }),
    };
  }

  /** By symbol: `{ bids: [[price, quantity], …], asks }`, best first, as decimals. */
  private books(query: URLSearchParams): object | string {
    const { market } = this.host;
    const text = query.get('depth');
    const depth = text === null ? DEPTH_DEFAULT : Number(text);
    if (!(Number.isInteger(depth) && depth > 0))
      return `depth ${text}: expected levels a side, from 1`;
    const side = (symbol: number, of: MarketSide): string[][] =>
      market
        .levels(symbol, of, depth)
        .map(({ price, quantity }) => [priceText(price), quantityText(quantity)]);
    return Object.fromEntries(
      market.symbols.map((name, symbol) => [
        name,
        { bids: side(symbol, BID), asks: side(symbol, ASK) },
      ]),
    );
  }
}
