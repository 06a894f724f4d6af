/**
 * The book of one instrument and its trades: subscribes, draws. Owns the choice of instrument and
 * depth; keeps no book of its own, the SDK's replica is it. Runs in the browser.
 */
import {
  ASK,
  BID,
  type BookcastClient,
  type BookReplica,
  type Side,
  type StreamReplica,
  type Subscription,
  type Trade,
} from '../client/index.js';
import { formatScaled } from '../market/decimal.js';
import { clockTextMs } from './clock-text.js';
import { countText } from './count-text.js';
import { Ladder, type LadderView, type Rung } from './ladder.js';
import { pageElement, setPill, setText } from './page-element.js';
import { TradeTape } from './trade-tape.js';

/** Nothing where the venue numbers nothing. */
const venueSequenceText = (sequence: number): string =>
  sequence < 0 ? '' : ` · venue seq ${countText(sequence)}`;

const tradeFlag = (trade: Trade): string =>
  trade.broken ? 'broken' : trade.auction ? 'auction' : trade.hidden ? 'hidden' : '';

function rungs(replica: BookReplica, side: Side): Rung[] {
  return Array.from({ length: replica.levelCount(side) }, (_, rank) => {
    const level = replica.level(side, rank)!;
    return {
      price: level.price,
      quantity: level.quantity,
      size: level.lots,
      orderCount: level.orderCount,
      verified: level.verified,
    };
  });
}

function ladderView(stream: StreamReplica): LadderView {
  const replica = stream.book!;
  const scale = stream.instrument?.priceScale ?? 0;
  const bid = replica.ticks(BID, 0);
  const ask = replica.ticks(ASK, 0);
  const isTwoSided = !Number.isNaN(bid) && !Number.isNaN(ask);
  return {
    bids: rungs(replica, BID),
    asks: rungs(replica, ASK),
    spread: isTwoSided ? formatScaled(ask - bid, scale) : '',
    // Half a tick needs one decimal more.
    mid: isTwoSided ? formatScaled((bid + ask) * 5, scale + 1) : '',
  };
}

export class BookView {
  private readonly name = pageElement('book-name', HTMLElement);
  private readonly statePill = pageElement('book-state', HTMLElement);
  private readonly depth = pageElement('depth', HTMLSelectElement);
  private readonly facts = pageElement('book-facts', HTMLElement);
  private readonly proof = pageElement('book-proof', HTMLElement);
  private readonly ladder = new Ladder(pageElement('ladder', HTMLElement));
  private readonly tape = new TradeTape(pageElement('trade-list', HTMLElement));
  private instrument = '';
  private book: StreamReplica | undefined;
  private subscriptions: Subscription[] = [];
  private updateCount = 0;
  private updatesPerSecond = 0;

  /** @param onUpdate something is to be drawn. @param onFlow the book flows. */
  constructor(
    private readonly client: BookcastClient,
    private readonly onUpdate: () => void,
    private readonly onFlow: () => void,
  ) {
    this.depth.addEventListener('change', () => {
      if (this.instrument !== '') this.choose(this.instrument);
    });
  }

  /** @param instrument as `venue:symbol`. */
  choose(instrument: string): void {
    for (const subscription of this.subscriptions) void subscription.unsubscribe();
    this.book = undefined;
    this.instrument = instrument;
    setText(this.name, instrument);
    const depth = this.depth.value === '50' ? 50 : 10;
    this.ladder.resize(depth);
    this.tape.clear();
    setPill(this.statePill, 'waiting', 'wait');
    setText(this.facts, '');
    const instruments = [instrument];
    this.subscriptions = [
      this.client.subscribe({ channel: 'book', depth, instruments }, (update) => {
        this.book = update.stream;
        this.updateCount++;
        if (update.kind !== 'lost') this.onFlow();
        this.onUpdate();
      }),
      this.client.subscribe({ channel: 'trades', instruments }, (update) => {
        for (const trade of update.trades) this.push(trade, update.stream.venueTimeMs);
        this.onUpdate();
      }),
    ];
    this.onUpdate();
  }

  /** A second is over. */
  measureUpdates(): void {
    this.updatesPerSecond = this.updateCount;
    this.updateCount = 0;
  }

  /** @returns whether another drawing is due without any update. */
  draw(nowMs: number): boolean {
    this.tape.draw();
    if (this.book?.book === undefined) return false;
    this.drawFacts(this.book);
    return this.ladder.draw(ladderView(this.book), nowMs);
  }

  private push(trade: Trade, venueTimeMs: number): void {
    this.tape.push({
      time: clockTextMs(venueTimeMs),
      price: trade.price,
      quantity: trade.quantity,
      aggressor: trade.aggressor,
      flag: tradeFlag(trade),
    });
  }

  private drawFacts(stream: StreamReplica): void {
    const isTrusted = stream.inSync && stream.state === 'LIVE';
    const text = stream.inSync ? stream.state : 'OUT OF SYNC';
    setPill(
      this.statePill,
      stream.reason === 'none' ? text : `${text} · ${stream.reason}`,
      isTrusted ? 'good' : 'bad',
    );
    setText(
      this.facts,
      `epoch ${stream.epoch} · seq ${countText(stream.seq)}` +
        `${venueSequenceText(stream.sourceSequence)} · ${countText(this.updatesPerSecond)} updates/s`,
    );
    const { gaps, hashMismatches } = this.client.counts;
    setText(
      this.proof,
      gaps + hashMismatches === 0
        ? 'verified: no gap, every hash equal'
        : `${countText(gaps)} gaps, ${countText(hashMismatches)} hash mismatches, healed`,
    );
  }
}
