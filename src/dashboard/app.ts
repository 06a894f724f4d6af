/**
 * The page: wires the SDK's live replicas to the views. Owns the choice of instrument and depth and
 * the pace of drawing; keeps no book of its own. Runs in the browser.
 */
import {
  ASK,
  BID,
  connect,
  type BookcastError,
  type BookReplica,
  type Side,
  type StreamReplica,
  type Subscription,
  type Trade,
} from '../client/index.js';
import { formatScaled } from '../market/decimal.js';
import { countText } from './count-text.js';
import { InstrumentList, nameOf, type ListedInstrument } from './instrument-list.js';
import { Ladder, type LadderView, type Rung } from './ladder.js';
import { drawLatency } from './latency-table.js';
import { latencyRows } from './latency-rows.js';
import { parseMetrics } from './metrics-text.js';
import { pageElement, setPill, setText } from './page-element.js';
import { TradeTape } from './trade-tape.js';

const INSTRUMENTS_EVERY_MS = 2_000;
const METRICS_EVERY_MS = 1_000;
/**
 * Pause between drawings. Frames arrive on the thread that draws: without it a slow machine would
 * do nothing but draw, and the book on the screen would be old.
 */
const DRAW_PAUSE_MS = 40;
/** What the connection pill says anyway. */
const CONNECTION_ERRORS: ReadonlySet<string> = new Set(['socket', 'disconnected']);

const connectionPill = pageElement('connection', HTMLElement);
const serverName = pageElement('server', HTMLElement);
const bookName = pageElement('book-name', HTMLElement);
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
let measuredCount = 0;
let isDrawingDue = false;
let lastError: BookcastError | undefined;

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
  setText(bookName, name);
  const depth = depthChoice.value === '50' ? 50 : 10;
  ladder.resize(depth);
  tape.clear();
  lastError = undefined;
  setPill(statePill, 'waiting', 'wait');
  setText(facts, '');
  subscriptions = [
    client.subscribe({ channel: 'book', depth, instruments: [name] }, (update) => {
      book = update.stream;
      updateCount++;
      // Whatever was refused before: the book flows.
      if (update.kind !== 'lost') lastError = undefined;
      wantDrawing();
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
      wantDrawing();
    }),
  ];
  wantDrawing();
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

/** @returns whether another drawing is due without any update. */
function drawBook(stream: StreamReplica, nowMs: number): boolean {
  const isTrusted = stream.inSync && stream.state === 'LIVE';
  const text = stream.inSync ? stream.state : 'OUT OF SYNC';
  setPill(
    statePill,
    stream.reason === 'none' ? text : `${text} · ${stream.reason}`,
    isTrusted ? 'good' : 'bad',
  );
  setText(
    facts,
    `epoch ${stream.epoch} · seq ${countText(stream.seq)}` +
      ` · venue seq ${countText(stream.sourceSequence)} · ${countText(updatesPerSecond)} updates/s`,
  );
  const { gaps, hashMismatches } = client.counts;
  setText(
    proof,
    gaps + hashMismatches === 0
      ? 'verified: no gap, every hash equal'
      : `${countText(gaps)} gaps, ${countText(hashMismatches)} hash mismatches, healed`,
  );
  return ladder.draw(ladderView(stream), nowMs);
}

function drawConnection(): void {
  const { state } = client;
  if (lastError !== undefined) setPill(connectionPill, lastError.message, 'bad');
  else if (state === 'open') setPill(connectionPill, 'connected', 'good');
  else setPill(connectionPill, state === 'waiting' ? 'reconnecting' : state, 'wait');
}

function draw(nowMs: number): void {
  isDrawingDue = false;
  drawConnection();
  tape.draw();
  if (book?.book !== undefined && drawBook(book, nowMs)) wantDrawing();
}

function wantDrawing(): void {
  if (isDrawingDue) return;
  isDrawingDue = true;
  setTimeout(() => requestAnimationFrame(draw), DRAW_PAUSE_MS);
}

async function refreshInstruments(): Promise<void> {
  if (client.state !== 'open') return;
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
  const interval = client.latency.percentiles();
  client.latency.reset();
  measuredCount += interval.count;
  if (client.state !== 'open') return;
  const answer = await fetch('/metrics');
  if (!answer.ok) return;
  const own = { interval, totalCount: measuredCount, clockErrorNs: client.serverClock.errorNs };
  drawLatency(latencyBody, latencyRows(parseMetrics(await answer.text()), own));
}

/** Again and again, a failure included: the connection pill already says that the server is away. */
function repeat(task: () => Promise<void>, everyMs: number): void {
  void task()
    .catch(() => undefined)
    .then(() => setTimeout(() => repeat(task, everyMs), everyMs));
}

client.on('state', (state) => {
  if (state === 'open') lastError = undefined;
  wantDrawing();
});
client.on('hello', (hello) => {
  setText(serverName, `server ${hello.server}`);
  void refreshInstruments().catch(() => undefined);
});
client.on('error', (error) => {
  if (!CONNECTION_ERRORS.has(error.code)) lastError = error;
  wantDrawing();
});
depthChoice.addEventListener('change', () => chosen && choose(chosen));
window.addEventListener('hashchange', () => {
  chosen = undefined;
  void refreshInstruments().catch(() => undefined);
});

repeat(refreshInstruments, INSTRUMENTS_EVERY_MS);
repeat(refreshLatency, METRICS_EVERY_MS);
wantDrawing();
