/**
 * What instruments there are: SecurityList (35=y) and SecurityDefinition (35=d). Owns the answers; which
 * instruments a client may see is the entitlement's. Gateway thread, cold.
 */
import { BodyWriter } from '../fix/codec/body-writer.js';
import type { FieldTable } from '../fix/codec/field-table.js';
import type { FixVersion } from '../fix/session/session-settings.js';
import { MSG_TYPE, TAG } from '../fix/tags.js';
import { formatScaled } from '../market/decimal.js';
import type { Entitlement } from '../market/entitlement.js';
import { instrumentName, type Instrument } from '../market/instrument.js';
import { asInstrumentId } from '../market/units.js';
import type { ClientCounts } from './client-counts.js';
import type { FixVoice, InstrumentDirectory } from './gateway-door.js';
import { readInstrumentName } from './instrument-name.js';
import { writeInstrument } from './status-subscription.js';
import type { Naming } from './wording.js';

export interface ReferenceParts {
  readonly version: FixVersion;
  readonly voice: FixVoice;
  readonly instruments: InstrumentDirectory;
  readonly entitlement: Entitlement;
  readonly counts: ClientCounts;
}

/** Instruments in one message; the rest follows, the last with 893=Y. */
const LIST_LIMIT = 500;

/** 559 */
const ONE_SYMBOL = '0';
const ALL = '4';
/** 560 */
const VALID = 0;
const UNSUPPORTED = 1;
const NONE_FOUND = 2;
/** 871 */
const ATTRIBUTE_TEXT = 99;
/** 323 */
const ACCEPTED = 1;
const NO_MATCH = 6;

export class ReferenceData {
  constructor(private readonly parts: ReferenceParts) {}

  /** 35=x: one symbol, those of one venue (207), or all. */
  securityListRequest(message: FieldTable): void {
    const id = message.text(TAG.SecurityReqID) ?? '';
    const type = message.text(TAG.SecurityListRequestType);
    if (type !== ONE_SYMBOL && type !== ALL) return this.refuseList(id, UNSUPPORTED);
    let found = this.all();
    let naming: Naming = 'qualified';
    const venue = message.text(TAG.SecurityExchange);
    if (type === ONE_SYMBOL) {
      const named = readInstrumentName(message, 0, message.count);
      if (typeof named === 'string') return this.refuseList(id, NONE_FOUND);
      naming = named.naming;
      found = found.filter((instrument) => instrumentName(instrument) === named.pattern.text);
    } else if (venue !== undefined) {
      naming = 'exchange';
      found = found.filter((instrument) => instrument.venue === venue);
    }
    if (found.length === 0) return this.refuseList(id, NONE_FOUND);
    for (let first = 0; first < found.length; first += LIST_LIMIT)
      this.sayList(id, found, first, naming);
  }

  /** 35=c: the one instrument that it names. */
  securityDefinitionRequest(message: FieldTable): void {
    const id = message.text(TAG.SecurityReqID) ?? '';
    const named = readInstrumentName(message, 0, message.count);
    const found =
      typeof named === 'string'
        ? undefined
        : this.all().find((instrument) => instrumentName(instrument) === named.pattern.text);
    const { version, voice, counts } = this.parts;
    const body = new BodyWriter().text(TAG.SecurityReqID, id).text(TAG.SecurityResponseID, id);
    if (version === 'FIX.4.2') body.integer(TAG.TotNoRelatedSym, found === undefined ? 0 : 1);
    if (found === undefined || typeof named === 'string') {
      counts.rejections++;
      body.integer(TAG.SecurityResponseType, NO_MATCH);
      if (typeof named === 'string') body.text(TAG.Text, named.replace(/[^\x20-\x7e]/g, '?'));
      else body.text(TAG.Text, 'no instrument of that name is known, or it is not allowed to you');
    } else {
      body.integer(TAG.SecurityResponseType, ACCEPTED);
      writeInstrument(body, found, named.naming);
      this.writeTickSize(body, found, true);
    }
    voice.send(MSG_TYPE.SecurityDefinition, body.finish(), true);
  }

  private all(): Instrument[] {
    const { instruments, entitlement } = this.parts;
    const found: Instrument[] = [];
    for (let row = 0; row < instruments.rowLimit; row++) {
      const id = asInstrumentId(row);
      if (instruments.version(id) === 0) continue;
      const instrument = instruments.read(id);
      if (instrument !== undefined && entitlement.allows(instrument)) found.push(instrument);
    }
    return found;
  }

  private sayList(id: string, found: readonly Instrument[], first: number, naming: Naming): void {
    const part = found.slice(first, first + LIST_LIMIT);
    const isLast = first + part.length === found.length;
    const body = this.listHead(id, VALID)
      .integer(TAG.TotNoRelatedSym, found.length)
      .group(
        TAG.NoRelatedSym,
        part.map((instrument) => this.listEntry(instrument, naming)),
      );
    if (found.length > LIST_LIMIT) body.flag(TAG.LastFragment, isLast);
    this.parts.voice.send(MSG_TYPE.SecurityList, body.finish(), true);
  }

  private listEntry(instrument: Instrument, naming: Naming): BodyWriter {
    const entry = new BodyWriter();
    writeInstrument(entry, instrument, naming);
    this.writeTickSize(entry, instrument, false);
    if (instrument.lotSize > 0)
      entry.decimal(TAG.RoundLot, instrument.lotSize, instrument.quantityScale);
    return entry;
  }

  /** 969 is of 5.0; 4.4 has attributes, 4.2 a text. @param hasText the message, not a group of it, may have one. */
  private writeTickSize(body: BodyWriter, instrument: Instrument, hasText: boolean): void {
    if (!(instrument.tickSize > 0)) return;
    const tick = formatScaled(instrument.tickSize, instrument.priceScale);
    const { version } = this.parts;
    if (version === 'FIX.5.0SP2') {
      body.text(TAG.MinPriceIncrement, tick);
    } else if (version === 'FIX.4.4') {
      const attribute = new BodyWriter()
        .integer(TAG.InstrAttribType, ATTRIBUTE_TEXT)
        .text(TAG.InstrAttribValue, `MinPriceIncrement=${tick}`);
      body.group(TAG.NoInstrAttrib, [attribute]);
    } else if (hasText) {
      body.text(TAG.Text, `MinPriceIncrement=${tick}`);
    }
  }

  private listHead(id: string, result: number): BodyWriter {
    return new BodyWriter()
      .text(TAG.SecurityReqID, id)
      .text(TAG.SecurityResponseID, id)
      .integer(TAG.SecurityRequestResult, result);
  }

  private refuseList(id: string, result: number): void {
    this.parts.counts.rejections++;
    this.parts.voice.send(MSG_TYPE.SecurityList, this.listHead(id, result).finish(), true);
  }
}
