/**
 * What the simulated counterparty says, field by field as the standard has it. Owns the wording alone; a
 * body is text with SOH behind each field, by ascending tag with groups whole.
 */
import { MSG_TYPE, TAG } from '../../fix/tags.js';
import { PRICE_SCALE, QUANTITY_SCALE, type MarketLevel } from '../exchange-market.js';
import { BID, type MarketSide, type MarketTrade } from '../market-change.js';
import type { FixVenueOptions } from './fix-venue-options.js';
import { priceText, quantityText, type MarketEntry } from './market-entries.js';
import { ACTION, type EntryChange } from './told-entries.js';
import { utcDate, utcTime } from './utc-text.js';

export interface SaidMessage {
  readonly msgType: string;
  readonly body: string;
}

/** One entry of a 35=X: of the book, or a trade. */
export interface IncrementalEntry {
  readonly symbol: string;
  readonly rptSeq: number;
  readonly change: EntryChange | MarketTrade | 'empty-book';
}

const SOH = '\x01';
/** MDEntryType (269). */
const TYPE = { BID: '0', OFFER: '1', TRADE: '2', EMPTY_BOOK: 'J' };
const MD_ENTRY_POSITION_NO = 290;
const TRADE_ID = 1003;
const AGGRESSOR_SIDE = 2446;
const BUY = '1';
const SELL = '2';

export const field = (tag: number, value: string | number): string => `${tag}=${value}${SOH}`;

export function imageBody(
  options: FixVenueOptions,
  image: {
    readonly symbol: string;
    /** Empty where nobody asked. */
    readonly requestId: string;
    readonly rptSeq: number;
    readonly entries: readonly MarketEntry[];
  },
  wallMs: number,
): SaidMessage {
  const { symbol, requestId, rptSeq, entries } = image;
  const numbered = options.hasRptSeq ? field(TAG.RptSeq, rptSeq) : '';
  // The newest version has it in every entry; the older ones do not know it, and say it where they like.
  const [ofImage, ofEntry] = isNewest(options) ? ['', numbered] : [numbered, ''];
  const ranks = new Map<MarketSide, number>();
  const groups = entries.map((entry) => {
    const rank = (ranks.get(entry.side) ?? 0) + 1;
    ranks.set(entry.side, rank);
    const { id } = entry;
    return (
      field(TAG.MDEntryType, typeOf(entry.side)) +
      (id === '' ? '' : field(TAG.MDEntryID, id)) +
      valueFields(entry, wallMs) +
      countField(entry) +
      (options.keying === 'level' ? levelField(options, rank) : '') +
      ofEntry
    );
  });
  if (groups.length === 0) groups.push(field(TAG.MDEntryType, TYPE.EMPTY_BOOK) + ofEntry);
  const head =
    field(TAG.Symbol, symbol) + ofImage + (requestId === '' ? '' : field(TAG.MDReqID, requestId));
  return {
    msgType: MSG_TYPE.MarketDataSnapshotFullRefresh,
    body: head + field(TAG.NoMDEntries, groups.length) + groups.join(''),
  };
}

/** As many messages as the counterparty's fragments make of it. */
export function incrementalBodies(
  options: FixVenueOptions,
  requestId: string,
  entries: readonly IncrementalEntry[],
  wallMs: number,
): SaidMessage[] {
  const { fragmentEntries } = options;
  const size = fragmentEntries === 0 ? entries.length : fragmentEntries;
  const messages: SaidMessage[] = [];
  for (let from = 0; from < entries.length; from += size) {
    const part = entries.slice(from, from + size);
    const groups = part.map((entry, at) =>
      incrementalGroup(options, entry, part[at - 1]?.symbol, wallMs),
    );
    const isLast = from + size >= entries.length;
    messages.push({
      msgType: MSG_TYPE.MarketDataIncrementalRefresh,
      body:
        (requestId === '' ? '' : field(TAG.MDReqID, requestId)) +
        field(TAG.NoMDEntries, part.length) +
        groups.join('') +
        (fragmentEntries === 0 ? '' : field(TAG.LastFragment, isLast ? 'Y' : 'N')),
    });
  }
  return messages;
}

/** MDReqRejReason (281). */
export const REFUSAL = {
  UNKNOWN_SYMBOL: '0',
  DUPLICATE_REQUEST: '1',
  UNSUPPORTED_SUBSCRIPTION: '4',
  UNSUPPORTED_DEPTH: '5',
  UNSUPPORTED_UPDATE_TYPE: '6',
  UNSUPPORTED_ENTRY_TYPE: '8',
} as const;

export const refusal = (requestId: string, reason: string, text: string): SaidMessage => ({
  msgType: MSG_TYPE.MarketDataRequestReject,
  body: field(TAG.Text, text) + field(TAG.MDReqID, requestId) + field(TAG.MDReqRejReason, reason),
});

/** Fields in the order of the standard's newest version, which is also that of the older ones. */
function incrementalGroup(
  options: FixVenueOptions,
  { symbol, rptSeq, change }: IncrementalEntry,
  symbolBefore: string | undefined,
  wallMs: number,
): string {
  const named =
    options.inheritsInstrument && symbol === symbolBefore ? '' : field(TAG.Symbol, symbol);
  const numbered = options.hasRptSeq ? field(TAG.RptSeq, rptSeq) : '';
  const group = (action: string, type: string, id: string, values: string): string =>
    field(TAG.MDUpdateAction, action) +
    field(TAG.MDEntryType, type) +
    (id === '' ? '' : field(TAG.MDEntryID, id)) +
    named +
    values +
    numbered;
  if (change === 'empty-book') return group(ACTION.NEW, TYPE.EMPTY_BOOK, '', timeFields(wallMs));
  if ('aggressor' in change) {
    // The older versions have no TradeID.
    const hasTradeId = isNewest(options);
    const values = valueFields(change, wallMs) + (hasTradeId ? field(TRADE_ID, change.id) : '');
    const id = hasTradeId ? '' : String(change.id);
    const side = field(AGGRESSOR_SIDE, change.aggressor === BID ? BUY : SELL);
    return group(ACTION.NEW, TYPE.TRADE, id, values) + side;
  }
  const { action, entry, level } = change;
  const place = level === 0 ? '' : levelField(options, level);
  const isThere = action === ACTION.NEW || action === ACTION.CHANGE;
  // Who names entries by their price has to say it with every change, others only where there is a new one.
  const price = options.keying === 'price' ? field(TAG.MDEntryPx, priceText(entry.price)) : '';
  const values = isThere
    ? valueFields(entry, wallMs) + countField(entry)
    : price + timeFields(wallMs);
  return group(action, typeOf(entry.side), entry.id, values + place);
}

const typeOf = (side: MarketSide): string => (side === BID ? TYPE.BID : TYPE.OFFER);

const valueFields = (
  { price, quantity }: Pick<MarketLevel, 'price' | 'quantity'>,
  wallMs: number,
): string =>
  field(TAG.MDEntryPx, priceText(price)) +
  field(TAG.MDEntrySize, quantityText(quantity)) +
  timeFields(wallMs);

const countField = ({ orderCount }: MarketEntry): string =>
  orderCount === 0 ? '' : field(TAG.NumberOfOrders, orderCount);

/** The older versions have another field for it. */
const levelField = (options: FixVenueOptions, level: number): string =>
  field(isNewest(options) ? TAG.MDPriceLevel : MD_ENTRY_POSITION_NO, level);

const isNewest = ({ version }: FixVenueOptions): boolean => version === 'FIX.5.0SP2';

const timeFields = (wallMs: number): string =>
  field(TAG.MDEntryDate, utcDate(wallMs)) + field(TAG.MDEntryTime, utcTime(wallMs));

/** SecurityTradingStatus (326) and TradSesStatus (340). */
export const STATUS = { HALTED: '2', RESUMED: '3', TRADING: '17' } as const;
export const SESSION_STATUS = { OPEN: '2', CLOSED: '3' } as const;

export const securityStatus = (symbol: string, status: string, requestId: string): SaidMessage => ({
  msgType: MSG_TYPE.SecurityStatus,
  body:
    field(TAG.Symbol, symbol) +
    (requestId === '' ? '' : field(324, requestId)) +
    field(TAG.SecurityTradingStatus, status),
});

export const sessionStatus = (status: string): SaidMessage => ({
  msgType: MSG_TYPE.TradingSessionStatus,
  body: field(TAG.TradingSessionID, '1') + field(TAG.TradSesStatus, status),
});

/** Every instrument with the steps of its prices and quantities, which are the market's for all. */
export function securityList(
  options: FixVenueOptions,
  requestId: string,
  symbols: readonly string[],
): SaidMessage {
  const groups = symbols.map(
    (symbol) =>
      field(TAG.Symbol, symbol) +
      field(TAG.MinPriceIncrement, 1 / 10 ** PRICE_SCALE) +
      field(15, symbol.split('/')[1] ?? 'USD') +
      // Where it stands in the newest version is many groups away.
      (isNewest(options) ? '' : field(562, 1 / 10 ** QUANTITY_SCALE)),
  );
  return {
    msgType: MSG_TYPE.SecurityList,
    body:
      field(146, symbols.length) +
      groups.join('') +
      field(TAG.SecurityReqID, requestId) +
      field(322, `${requestId}-1`) +
      field(560, '0'),
  };
}
