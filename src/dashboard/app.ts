/**
 * The page: wires the SDK's live replicas to the views. Owns the choice of instrument and depth and
 * the animation frame; keeps no book of its own. Runs in the browser.
 */
import {
  ASK,
  BID,
  connect,
  type BookReplica,
  type Side,
  type StreamReplica,
  type Subscription,
  type Trade,
} from '../client/index.js';
import { formatScaled } from '../market/decimal.js';
import { InstrumentList, nameOf, type ListedInstrument } from './instrument-list.js';
import { Ladder, type LadderView, type Rung } from './ladder.js';
import { drawLatency } from './latency-table.js';
import { latencyRows } from './latency-rows.js';
import { parseMetrics } from './metrics-text.js';
import { pageElement, setPill } from './page-element.js';
import { TradeTape } from './trade-tape.js';

const INSTRUMENTS_EVERY_MS = 2_000;
const METRICS_EVERY_MS = 1_000;

const connectionPill = pageElement('connection', HTMLElement);
const statePill = pageElement('book-state', HTMLElement);
const depthChoice = pageElement('depth', HTMLSelectElement);
const facts = pageElement('book-facts', HTMLElement);
const proof = pageElement('book-proof', HTMLElement);
const ladder = new Ladder(pageElement('ladder', HTMLElement));
const tape = new TradeTape(pageElement('trade-list', HTMLElement));
const latencyBody = pageElement('latency-rows', HTMLElement);

const client = connect(`${location.origin.replace(/^http/, 'ws')}/ws`);
let chosen: ListedInstrument | undefined;
let book: StreamReplica | undefined;
let subscriptions: Subscription[] = [];
let updateCount = 0;
let updatesPerSecond = 0;
let dirty = true;

const list = new InstrumentList(
  pageElement('instrument-list', HTMLElement),
  pageElement('filter', HTMLInputElement),
  pageElement('instrument-count', HTMLElement),
  choose,
);

function timeText(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  return ms > 0
    ? `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
    : '–';
}

const tradeFlag = (trade: Trade): string =>
  trade.broken ? 'broken' : trade.auction ? 'auction' : trade.hidden ? 'hidden' : '';

function leave(): void {
  for (const subscription of subscriptions) void subscription.unsubscribe();
  subscriptions = [];
  book = undefined;
}

function choose(instrument: ListedInstrument): void {
  leave();
  chosen = instrument;
  const name = nameOf(instrument);
  list.mark(name);
  history.replaceState(null, '', `#${encodeURIComponent(name)}`);
  pageElement('book-name', HTMLElement).textContent = name;
  const depth = depthChoice.value === '50' ? 50 : 10;
  ladder.resize(depth);
  tape.clear();
  dirty = true;
  subscriptions = [
    client.subscribe({ channel: 'book', depth, instruments: [name] }, (update) => {
      book = update.stream;
      updateCount++;
      dirty = true;
    }),
    client.subscribe({ channel: 'trades', instruments: [name] }, (update) => {
      for (const trade of update.trades) {
        tape.push({
          time: timeText(update.stream.venueTimeMs),
          price: trade.price,
          quantity: trade.quantity,
          aggressor: trade.aggressor,
          flag: tradeFlag(trade),
        });
      }
      dirty = true;
    }),
  ];
}

function rungs(replica: BookReplica, side: Side): Rung[] {
  return Array.from({ length: replica.levelCount(side) }, (_, rank) => {
    const level = replica.level(side, rank)!;
    return {
      price: level.price,
      quantity: level.quantity,
      size: level.lots,
      orderCount: level.orderCount,
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

function drawBook(stream: StreamReplica): void {
  ladder.draw(ladderView(stream));
  const isTrusted = stream.inSync && stream.state === 'LIVE';
  const text = stream.inSync ? stream.state : 'OUT OF SYNC';
  setPill(
    statePill,
    stream.reason === 'none' ? text : `${text} · ${stream.reason}`,
    isTrusted ? 'good' : 'bad',
  );
  facts.textContent =
    `epoch ${stream.epoch} · seq ${stream.seq.toLocaleString('en')}` +
    ` · venue seq ${stream.sourceSequence.toLocaleString('en')} · ${updatesPerSecond} updates/s`;
  const { gaps, hashMismatches } = client.counts;
  proof.textContent =
    gaps + hashMismatches === 0
      ? 'verified: no gap, every hash equal'
      : `${gaps} gaps, ${hashMismatches} hash mismatches, healed`;
}

function draw(): void {
  requestAnimationFrame(draw);
  if (!dirty) return;
  dirty = false;
  if (book?.book) drawBook(book);
  else setPill(statePill, 'waiting', 'wait');
  tape.draw();
}

async function refreshInstruments(): Promise<void> {
  const answer = await fetch('/instruments');
  if (!answer.ok) return;
  const { instruments } = (await answer.json()) as { instruments: ListedInstrument[] };
  list.update(instruments);
  if (chosen === undefined && instruments.length > 0) {
    const wanted = decodeURIComponent(location.hash.slice(1));
    choose(instruments.find((row) => nameOf(row) === wanted) ?? instruments[0]!);
  }
}

async function refreshLatency(): Promise<void> {
  updatesPerSecond = updateCount;
  updateCount = 0;
  const answer = await fetch('/metrics');
  if (answer.ok) {
    drawLatency(
      latencyBody,
      latencyRows(parseMetrics(await answer.text()), client.latency.percentiles()),
    );
  }
}

/** Again and again, a failure included: the connection pill already says that the server is away. */
function repeat(task: () => Promise<void>, everyMs: number): void {
  void task()
    .catch(() => undefined)
    .then(() => setTimeout(() => repeat(task, everyMs), everyMs));
}

client.on('state', (state) => {
  setPill(
    connectionPill,
    state === 'open' ? 'connected' : state === 'waiting' ? 'reconnecting' : state,
    state === 'open' ? 'good' : 'wait',
  );
  dirty = true;
});
client.on('hello', (hello) => {
  pageElement('server', HTMLElement).textContent = `server ${hello.server}`;
});
client.on('error', (error) => setPill(connectionPill, `${error.code}: ${error.message}`, 'bad'));
depthChoice.addEventListener('change', () => chosen && choose(chosen));
window.addEventListener('hashchange', () => {
  chosen = undefined;
  void refreshInstruments().catch(() => undefined);
});

repeat(refreshInstruments, INSTRUMENTS_EVERY_MS);
repeat(refreshLatency, METRICS_EVERY_MS);
requestAnimationFrame(draw);
