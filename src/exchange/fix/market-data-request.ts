/** MarketDataRequest (35=V) as a counterparty reads it. Owns nothing; what is refused, the venue says. */
import type { FieldTable } from '../../fix/codec/field-table.js';
import { TAG } from '../../fix/tags.js';

export interface MarketDataRequest {
  readonly id: string;
  /** SubscriptionRequestType (263): 0 image, 1 image and changes, 2 no more. */
  readonly type: string;
  /** MarketDepth (264): 0 is the whole book. */
  readonly depth: number;
  /** MDUpdateType (265): images again, instead of changes. */
  readonly isFullRefresh: boolean;
  readonly entryTypes: readonly string[];
  readonly symbols: readonly string[];
}

const FULL_REFRESH = '0';

export function readRequest(message: FieldTable): MarketDataRequest {
  return {
    id: message.text(TAG.MDReqID) ?? '',
    type: message.text(TAG.SubscriptionRequestType) ?? '',
    depth: message.integer(TAG.MarketDepth),
    isFullRefresh: message.text(TAG.MDUpdateType) === FULL_REFRESH,
    entryTypes: allOf(message, TAG.MDEntryType),
    symbols: allOf(message, TAG.Symbol),
  };
}

export function allOf(message: FieldTable, tag: number): string[] {
  const values: string[] = [];
  for (let at = message.find(tag); at >= 0; at = message.find(tag, at + 1)) {
    values.push(message.textAt(at));
  }
  return values;
}
