/**
 * Scales and sizes of instruments: from SecurityList (35=y) and SecurityDefinition (35=d), in the fields that
 * counterparties use for them, from a source's options, or not known. Cold.
 */
import type { FieldTable } from '../../../fix/codec/field-table.js';
import { MSG_TYPE, TAG } from '../../../fix/tags.js';
import { decimalsOf, parseScaledText, SCALE_MAX } from '../../../market/decimal.js';
import type { FixProfile } from './profile.js';

export interface InstrumentSizes {
  readonly priceScale: number;
  readonly quantityScale: number;
  /** In units of the scale; 0 unknown. */
  readonly tickSize: number;
  readonly lotSize: number;
  /** Somebody has said how many decimals there are: more are wrong. Else the scale grows with what comes. */
  readonly isPriceTold: boolean;
  readonly isQuantityTold: boolean;
}

/** What a list says of one instrument. */
export interface ListedInstrument {
  /** 55. */
  readonly symbol: string;
  /** 48. */
  readonly securityId: string | undefined;
  /** Its name for people, where 55 is a number (1007). */
  readonly name: string | undefined;
  readonly tick: string | undefined;
  readonly priceDecimals: string | undefined;
  readonly lot: string | undefined;
}

/** SymbolName and SymbolDigits, of cTrader. */
const SYMBOL_NAME = 1007;
const SYMBOL_DIGITS = 1008;
/** MinTradeVol, RoundLot. */
const MINIMUM_VOLUME = 562;
const ROUND_LOT = 561;
/** MinPriceIncrement of CQG and its like. */
const TICK_INCREMENT = 1208;
/** MarketMinTradeVol and MinQtyIncrement, of Binance. */
const QUANTITY_INCREMENT = 25039;

const TAGS_OF_LISTED: ReadonlySet<number> = new Set([
  TAG.SecurityID,
  SYMBOL_NAME,
  SYMBOL_DIGITS,
  MINIMUM_VOLUME,
  ROUND_LOT,
  TAG.MinPriceIncrement,
  TICK_INCREMENT,
  QUANTITY_INCREMENT,
]);

/** The instruments of a 35=y (each begins with its 55) or of a 35=d (one). */
export function readListed(table: FieldTable): ListedInstrument[] {
  const isList = table.text(TAG.MsgType) === MSG_TYPE.SecurityList;
  const from = isList ? table.find(TAG.NoRelatedSym) : 0;
  if (from < 0) return [];
  const listed: Map<number, string>[] = [];
  for (let i = from; i < table.count; i++) {
    const tag = table.tags[i]!;
    if (tag === TAG.Symbol) listed.push(new Map());
    const fields = listed.at(-1);
    if (fields === undefined) continue;
    if ((tag === TAG.Symbol || TAGS_OF_LISTED.has(tag)) && !fields.has(tag)) {
      fields.set(tag, table.textAt(i));
    }
  }
  return listed.map((fields) => ({
    symbol: fields.get(TAG.Symbol)!,
    securityId: fields.get(TAG.SecurityID),
    name: fields.get(SYMBOL_NAME),
    tick: fields.get(TAG.MinPriceIncrement) ?? fields.get(TICK_INCREMENT),
    priceDecimals: fields.get(SYMBOL_DIGITS),
    lot: fields.get(QUANTITY_INCREMENT) ?? fields.get(ROUND_LOT) ?? fields.get(MINIMUM_VOLUME),
  }));
}

/** What the options say counts more than the list; where neither says, scales begin at 0 and grow. */
export function sizesOf(profile: FixProfile, listed?: ListedInstrument): InstrumentSizes {
  const price = sizeOf(profile.priceDecimals || listed?.priceDecimals, listed?.tick);
  const quantity = sizeOf(profile.quantityDecimals, listed?.lot);
  return {
    priceScale: price.scale,
    tickSize: price.step,
    isPriceTold: price.isTold,
    quantityScale: quantity.scale,
    lotSize: quantity.step,
    isQuantityTold: quantity.isTold,
  };
}

interface Size {
  readonly scale: number;
  readonly step: number;
  readonly isTold: boolean;
}

const STEP = /^\d+(\.\d*)?$/;

function sizeOf(decimals: string | undefined, step: string | undefined): Size {
  const stepText = step !== undefined && STEP.test(step) ? step : undefined;
  const told = decimals !== undefined && /^\d{1,2}$/.test(decimals) ? Number(decimals) : undefined;
  const scale = told ?? (stepText === undefined ? 0 : decimalsOf(stepText));
  if (scale > SCALE_MAX) return { scale: 0, step: 0, isTold: false };
  const stepValue = stepText === undefined ? 0 : parseScaledText(stepText, scale);
  return {
    scale,
    step: stepValue > 0 ? stepValue : 0,
    isTold: told !== undefined || stepText !== undefined,
  };
}
