/**
 * One entry of a W or an X: which of the message's fields say what. Owns places in the field table, no bytes;
 * filled again for each entry. Feed thread.
 */
import type { FieldTable } from '../../../fix/codec/field-table.js';
import { TAG } from '../../../fix/tags.js';
import { ASK, BID } from '../../../market/side.js';

/** MDUpdateAction (279), as character codes. */
export const ACTION = {
  NEW: 0x30,
  CHANGE: 0x31,
  DELETE: 0x32,
  /** All from the best to this one. */
  DELETE_THRU: 0x33,
  /** This one and all that are worse. */
  DELETE_FROM: 0x34,
  OVERLAY: 0x35,
  ABSENT: -1,
  /** Longer than a character, or empty. */
  UNREADABLE: 0,
} as const;

/** MDEntryType (269), as character codes. */
export const ENTRY_TYPE = {
  BID: 0x30,
  OFFER: 0x31,
  TRADE: 0x32,
  EMPTY_BOOK: 0x4a,
  ABSENT: -1,
} as const;

/** MDEntryPositionNo, the level of counterparties that do not say 1023. */
const POSITION_NO = 290;
const TRADE_ID = 1003;
const AGGRESSOR_SIDE = 2446;
/** FirstBookUpdateID and LastBookUpdateID, of Binance. */
const FIRST_UPDATE_ID = 25043;
const LAST_UPDATE_ID = 25044;

/** Places in the field table; -1 where the entry has no such field. */
export class MarketDataEntry {
  /** 269 as a character code. */
  type = 0;
  /** 279 as a character code; ABSENT in a W. */
  action = 0;
  price = -1;
  quantity = -1;
  /** 278. */
  id = -1;
  /** 280. */
  refId = -1;
  /** 55. */
  symbol = -1;
  /** 48. */
  securityId = -1;
  /** 83. */
  rptSeq = -1;
  /** 1023 or 290. */
  level = -1;
  /** 60. */
  transactTime = -1;
  /** 272 and 273. */
  date = -1;
  time = -1;
  tradeId = -1;
  aggressor = -1;
  firstUpdateId = -1;
  lastUpdateId = -1;

  /** Read the fields `[from, to)` of the table. */
  read(table: FieldTable, from: number, to: number): void {
    this.clear();
    const { tags } = table;
    for (let i = from; i < to; i++) {
      switch (tags[i]) {
        case TAG.MDUpdateAction:
          this.action = characterAt(table, i);
          break;
        case TAG.MDEntryType:
          this.type = characterAt(table, i);
          break;
        case TAG.MDEntryPx:
          this.price = i;
          break;
        case TAG.MDEntrySize:
          this.quantity = i;
          break;
        case TAG.MDEntryID:
          this.id = i;
          break;
        case TAG.Symbol:
          this.symbol = i;
          break;
        default:
          this.readRare(tags[i]!, i);
      }
    }
  }

  /** BID, ASK, or -1 where the entry does not say, or says something that is no side of a book. */
  get side(): number {
    if (this.type === ENTRY_TYPE.BID) return BID;
    return this.type === ENTRY_TYPE.OFFER ? ASK : -1;
  }

  private readRare(tag: number, at: number): void {
    switch (tag) {
      case TAG.MDEntryRefID:
        this.refId = at;
        break;
      case TAG.SecurityID:
        this.securityId = at;
        break;
      case TAG.RptSeq:
        this.rptSeq = at;
        break;
      case TAG.MDPriceLevel:
      case POSITION_NO:
        this.level = at;
        break;
      case TAG.TransactTime:
        this.transactTime = at;
        break;
      case TAG.MDEntryDate:
        this.date = at;
        break;
      case TAG.MDEntryTime:
        this.time = at;
        break;
      case TRADE_ID:
        this.tradeId = at;
        break;
      case AGGRESSOR_SIDE:
        this.aggressor = at;
        break;
      case FIRST_UPDATE_ID:
        this.firstUpdateId = at;
        break;
      case LAST_UPDATE_ID:
        this.lastUpdateId = at;
        break;
    }
  }

  private clear(): void {
    this.type = ENTRY_TYPE.ABSENT;
    this.action = ACTION.ABSENT;
    this.price = -1;
    this.quantity = -1;
    this.id = -1;
    this.refId = -1;
    this.symbol = -1;
    this.securityId = -1;
    this.rptSeq = -1;
    this.level = -1;
    this.transactTime = -1;
    this.date = -1;
    this.time = -1;
    this.tradeId = -1;
    this.aggressor = -1;
    this.firstUpdateId = -1;
    this.lastUpdateId = -1;
  }
}

function characterAt(table: FieldTable, index: number): number {
  const at = table.starts[index]!;
  return table.ends[index]! === at + 1 ? table.bytes[at]! : ACTION.UNREADABLE;
}
