/**
 * A FIX counterparty on loopback: a market that moves by the clock, sessions that others open or that it opens
 * itself, and a door over HTTP for faults and for its own books. Owns the pace, the sockets, and the list of what went wrong.
 */
import { hostPortText } from '../../fix/link/fix-socket.js';
import { wallNowMs } from '../../telemetry/clock.js';
import type { ExchangeMarket } from '../exchange-market.js';
import { MarketTurns } from '../market-turns.js';
import {
  isBookFault,
  isWireFault,
  type FixFault,
  type FixFaultKind,
  type SessionFaultKind,
} from './fix-faults.js';
import { FixPeers, type FixPeersOptions } from './fix-peers.js';
import { FixVenue } from './fix-venue.js';
import type { FixVenueOptions } from './fix-venue-options.js';
import { fixSourceText } from './source-text.js';
import { SimulatorDoor } from './simulator-door.js';

export interface FixSimulatorOptions extends FixPeersOptions {
  readonly market: ExchangeMarket;
  readonly venue: FixVenueOptions;
  /** Changes of the market per second, over all symbols; 0: only advance() moves it. */
  readonly changesPerSecond: number;
  /** TCP port of the door; 0 takes any free one. */
  readonly doorPort: number;
}

const TICK_MS = 50;
const FAULT_MS_DEFAULT = 300;

export class FixSimulator {
  readonly market: ExchangeMarket;
  /** Faults that have happened, in order. */
  readonly committed: FixFault[] = [];
  onCommitted: ((fault: FixFault) => void) | undefined;
  readonly venue: FixVenue;
  private readonly turns: MarketTurns;
  private readonly door: SimulatorDoor;
  private readonly peers: FixPeers;
  private ticker: NodeJS.Timeout | undefined;

  constructor(private readonly options: FixSimulatorOptions) {
    const { market, changesPerSecond } = options;
    this.market = market;
    this.turns = new MarketTurns(changesPerSecond, (due) => {
      if (due > 0) this.advance(due);
    });
    this.venue = new FixVenue(market, options.venue, wallNowMs);
    const clock = { nowNs: () => this.turns.nowNs(), wallMs: wallNowMs };
    this.peers = new FixPeers(options, this.venue, clock, (fault) => this.commit(fault));
    this.door = new SimulatorDoor(this);
  }

  async open(): Promise<void> {
    await this.door.open(this.options.doorPort);
    await this.peers.open();
    this.turns.start();
    this.ticker = setInterval(() => this.peers.tick(), TICK_MS);
  }

  /** Where it listens, as `host:port`; undefined where it connects itself. */
  get address(): string | undefined {
    return this.peers.address;
  }

  /** The text for `--source` by which a server finds it, or is found. */
  get sourceText(): string {
    const { market, options, address } = this;
    const { senderCompId, targetCompId, connect, tls, username } = options;
    return fixSourceText(options.venue, {
      symbols: market.symbols,
      senderCompId,
      targetCompId,
      address: address ?? hostPortText(connect!),
      isInitiator: connect !== undefined,
      isTls: tls !== undefined,
      ...(username === undefined ? {} : { username }),
    });
  }

  get doorUrl(): string {
    return this.door.url;
  }

  /** Sessions that are logged on. */
  get connectionCount(): number {
    return this.peers.loggedOn.length;
  }

  /** The faults that this counterparty can show. */
  get faultKinds(): readonly FixFaultKind[] {
    return this.peers.faultKinds(this.options.venue);
  }

  /** The market stands still and everything is told: from now on its books do not change. */
  pause(): void {
    this.turns.pause();
    this.venue.flush();
  }

  resume(): void {
    this.turns.resume();
  }

  /** So many steps at once, beside the clock, and all of it told. */
  advance(steps: number): void {
    for (let i = 0; i < steps; i++) this.venue.changed(this.market.step());
    this.venue.flush();
  }

  inject(fault: FixFault): void {
    const { kind, ms = FAULT_MS_DEFAULT } = fault;
    const { venue, peers } = this;
    const symbol = fault.symbol === undefined ? 0 : (this.market.indexOf(fault.symbol) ?? 0);
    if (isWireFault(kind)) {
      for (const session of peers.loggedOn) session.inject({ ...fault, kind });
      return;
    }
    if (isBookFault(kind)) return venue.injectBook(kind, symbol, () => this.commit(fault));
    switch (kind) {
      case 'halt':
        venue.halt(symbol);
        setTimeout(() => venue.resume(symbol), ms);
        break;
      case 'close-market':
        venue.closeMarket(true);
        setTimeout(() => venue.closeMarket(false), ms);
        break;
      case 'reject-request':
        venue.refusals = 1;
        venue.onRefused = () => this.commit(fault);
        peers.cutAll('a fault cuts the connection');
        return;
      case 'restart':
      case 'restart-reset':
        peers.restart(ms, kind === 'restart-reset');
        break;
      default:
        this.injectSession(kind);
    }
    this.commit(fault);
  }

  async close(): Promise<void> {
    this.turns.stop();
    clearInterval(this.ticker);
    await Promise.all([this.door.close(), this.peers.close()]);
  }

  private injectSession(kind: Exclude<SessionFaultKind, 'restart' | 'restart-reset'>): void {
    for (const session of this.peers.loggedOn) session.injectSession(kind);
  }

  private commit(fault: FixFault): void {
    this.committed.push(fault);
    this.onCommitted?.(fault);
  }
}
