/** Puts the parts of a lane together. Owns nothing after construction. Lane thread only. */
import { BookStore } from '../book-store.js';
import { WindowDiff } from '../window-diff.js';
import { EventApplier } from './apply-events.js';
import { BookDigest } from './book-digest.js';
import { BboCutter } from './cut-bbo.js';
import { BookCutter } from './cut-book.js';
import { InstrumentCutter } from './cut-instrument.js';
import { OrdersCutter } from './cut-orders.js';
import { StatusCutter } from './cut-status.js';
import { TradesCutter } from './cut-trades.js';
import { FrameOutlet } from './frame-outlet.js';
import { InstrumentAdoption } from './instrument-adoption.js';
import { InstrumentStates } from './instrument-states.js';
import type { LaneDeps } from './lane-options.js';
import { LaneTally } from './lane-tally.js';
import { MessageSpans } from './message-spans.js';
import { PendingOrders } from './pending-orders.js';
import { PendingTrades } from './pending-trades.js';
import { StreamStates } from './stream-states.js';

export interface LaneAssembly {
  readonly store: BookStore;
  readonly states: InstrumentStates;
  readonly streams: StreamStates;
  readonly spans: MessageSpans;
  readonly tally: LaneTally;
  readonly outlet: FrameOutlet;
  readonly adoption: InstrumentAdoption;
  readonly applier: EventApplier;
  readonly cutter: InstrumentCutter;
  readonly digest: BookDigest | undefined;
}

export function assembleLane(deps: LaneDeps): LaneAssembly {
  const { frames, instruments: table, options } = deps;
  const limit = table.rowLimit;
  const store = new BookStore({ instrumentLimit: limit, changeLimit: options.changeLimit });
  const states = new InstrumentStates(limit, table);
  const streams = new StreamStates(limit, deps.newest);
  const spans = new MessageSpans(limit);
  const tally = new LaneTally();
  const pendingTrades = new PendingTrades(limit);
  const pendingOrders = new PendingOrders(limit);
  const outlet = new FrameOutlet(frames, streams, tally);
  outlet.header.epochStart = options.epochStart;
  const adoption = new InstrumentAdoption(
    deps.laneIndex,
    deps.laneCount,
    table,
    store,
    states,
    streams,
    frames,
  );
  const applier = new EventApplier({
    store,
    table,
    states,
    streams,
    adoption,
    pendingTrades,
    pendingOrders,
    tally,
  });
  const cutter = new InstrumentCutter({
    store,
    table,
    states,
    streams,
    spans,
    pendingTrades,
    pendingOrders,
    outlet,
    tally,
    books: new BookCutter(store, states, new WindowDiff(store), outlet, options.hashEvery),
    bbo: new BboCutter(limit, store, outlet),
    trades: new TradesCutter(pendingTrades, outlet),
    orders: new OrdersCutter(store, pendingOrders, outlet),
    status: new StatusCutter(outlet),
  });
  const digest = options.digest ? new BookDigest(limit, store) : undefined;
  return { store, states, streams, spans, tally, outlet, adoption, applier, cutter, digest };
}
