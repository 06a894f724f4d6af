/**
 * The page: wires the SDK's live replicas and the server's latency report to the views. Owns the
 * route and the pace of drawing. Runs in the browser.
 */
import { connect, type BookcastError } from '../client/index.js';
import { BookView } from './book-view.js';
import { InstrumentList, nameOf, type ListedInstrument } from './instrument-list.js';
import { drawLatency } from './latency-table.js';
import { latencyRows, type OwnLatency } from './latency-rows.js';
import { LatencyFeed } from './latency/latency-feed.js';
import { LatencyView } from './latency/latency-view.js';
import { OwnReportView } from './latency/own-report-view.js';
import type { LatencyInterval } from './latency/report.js';
import { pageElement, setPill, setText } from './page-element.js';
import { bookHash, routeOf } from './route.js';

const INSTRUMENTS_EVERY_MS = 2_000;
const UPDATES_EVERY_MS = 1_000;
const NS_PER_MS = 1_000_000n;
/**
 * Pause between drawings. Frames arrive on the thread that draws: without it a slow machine would
 * do nothing but draw, and the book on the screen would be old.
 */
const DRAW_PAUSE_MS = 40;
/** What the connection pill says anyway. */
const CONNECTION_ERRORS: ReadonlySet<string> = new Set(['socket', 'disconnected']);

const connectionPill = pageElement('connection', HTMLElement);
const serverName = pageElement('server', HTMLElement);
const views = pageElement('views', HTMLElement);
const bookLink = pageElement('book-link', HTMLAnchorElement);
const latencyLink = pageElement('latency-link', HTMLAnchorElement);
const latencyBody = pageElement('latency-rows', HTMLElement);

const client = connect(`${location.origin.replace(/^http/, 'ws')}/ws`);
let chosen: ListedInstrument | undefined;
let isDrawingDue = false;
let lastError: BookcastError | undefined;
let own = measureOwn();

const bookView = new BookView(client, wantDrawing, () => (lastError = undefined));
const latencyView = new LatencyView(drawStages);
const ownReport = new OwnReportView(client);
const feed = new LatencyFeed((status) => {
  own = measureOwn();
  latencyView.take(status);
});
const list = new InstrumentList(
  pageElement('instrument-list', HTMLElement),
  pageElement('filter', HTMLInputElement),
  pageElement('instrument-count', HTMLElement),
  choose,
);

function measureOwn(): OwnLatency {
  const interval = client.latency.percentiles();
  client.latency.reset();
  return { interval, clockErrorNs: client.serverClock.errorNs };
}

function drawStages(told: LatencyInterval | undefined): void {
  drawLatency(latencyBody, latencyRows(told, own));
}

function choose(instrument: ListedInstrument): void {
  chosen = instrument;
  lastError = undefined;
  const name = nameOf(instrument);
  list.mark(name);
  bookLink.href = bookHash(name);
  if (routeOf(location.hash).view === 'book') history.replaceState(null, '', bookHash(name));
  bookView.choose(name);
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
  if (views.dataset['view'] === 'book' && bookView.draw(nowMs)) wantDrawing();
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
    const route = routeOf(location.hash);
    const wanted = route.view === 'book' ? route.instrument : '';
    choose(instruments.find((row) => nameOf(row) === wanted) ?? instruments[0]!);
  }
}

/** Again and again, a failure included: the connection pill already says that the server is away. */
function repeat(task: () => Promise<void>, everyMs: number): void {
  void task()
    .catch(() => undefined)
    .then(() => setTimeout(() => repeat(task, everyMs), everyMs));
}

function showRoute(): void {
  const route = routeOf(location.hash);
  views.dataset['view'] = route.view;
  document.title = route.view === 'latency' ? 'Latency · Bookcast' : 'Bookcast';
  for (const [link, view] of [
    [bookLink, 'book'],
    [latencyLink, 'latency'],
  ] as const) {
    if (view === route.view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  latencyView.show(route.view === 'latency');
  ownReport.show(route.view === 'latency');
  wantDrawing();
}

client.on('state', (state) => {
  if (state === 'open') lastError = undefined;
  wantDrawing();
});
client.on('hello', (hello) => {
  setText(serverName, `server ${hello.server}`);
  latencyView.beginRun(Number(hello.wallBaseNs / NS_PER_MS));
  ownReport.greet(hello.limits);
  void refreshInstruments().catch(() => undefined);
});
client.on('error', (error) => {
  if (!CONNECTION_ERRORS.has(error.code)) lastError = error;
  wantDrawing();
});
window.addEventListener('hashchange', () => {
  showRoute();
  const route = routeOf(location.hash);
  if (route.view === 'latency' || (chosen !== undefined && nameOf(chosen) === route.instrument))
    return;
  chosen = undefined;
  void refreshInstruments().catch(() => undefined);
});

repeat(refreshInstruments, INSTRUMENTS_EVERY_MS);
setInterval(() => bookView.measureUpdates(), UPDATES_EVERY_MS);
feed.start();
showRoute();
