/**
 * What we ask of a counterparty, as application messages: `35=V` and its fields, to which the session adds header and
 * trailer. Owns the MDReqIDs and which instruments each of them is for. Cold.
 */
import { BodyWriter } from '../../../fix/codec/body-writer.js';
import { MSG_TYPE, TAG } from '../../../fix/tags.js';
import type { InstrumentNames } from './names.js';
import type { FixProfile } from './profile.js';

const SOH = '\x01';
const SNAPSHOT = '0';
const SUBSCRIBE = '1';
const UNSUBSCRIBE = '2';

/** TradSesReqID and SecurityStatusReqID. */
const SESSION_REQUEST_ID = 335;
const STATUS_REQUEST_ID = 324;

/** Requests that are remembered; the oldest are forgotten. */
const REQUEST_LIMIT = 100_000;

export class Subscriptions {
  private requestCount = 0;
  /** By MDReqID. */
  private readonly requests = new Map<string, readonly string[]>();
  /** The running request of each instrument. */
  private readonly running = new Map<string, string>();

  constructor(
    private readonly profile: FixProfile,
    private readonly names: InstrumentNames,
    private readonly depth: number,
    private readonly symbolsPerRequest: number,
  ) {}

  /** The instruments of a request, ours or one that was seen. */
  symbolsOf(requestId: string): readonly string[] | undefined {
    return this.requests.get(requestId);
  }

  isRunning(symbol: string): boolean {
    return this.running.has(symbol);
  }

  /** The session ended, and with it what was subscribed to. */
  disconnected(): void {
    this.running.clear();
  }

  /** One message for each instrument, or for many. */
  subscribe(symbols: readonly string[]): string[] {
    const each = this.profile.subscribe === 'each' ? 1 : this.symbolsPerRequest;
    const texts: string[] = [];
    for (let from = 0; from < symbols.length; from += each) {
      texts.push(this.request(SUBSCRIBE, symbols.slice(from, from + each)));
    }
    return texts;
  }

  /** One instrument's image, once more. */
  again(symbol: string): string[] {
    const running = this.running.get(symbol);
    const isShared = running !== undefined && this.requests.get(running)!.length > 1;
    if (running === undefined) return [this.request(SUBSCRIBE, [symbol])];
    if (this.profile.image === 'snapshot' || isShared) return [this.request(SNAPSHOT, [symbol])];
    return [this.text(running, UNSUBSCRIBE, [symbol]), this.request(SUBSCRIBE, [symbol])];
  }

  /** A request that was refused is not running. */
  refused(requestId: string): readonly string[] {
    const symbols = this.requests.get(requestId) ?? [];
    for (const symbol of symbols) {
      if (this.running.get(symbol) === requestId) this.running.delete(symbol);
    }
    return symbols;
  }

  /** A request that we have not made ourselves: in a log. */
  seen(requestId: string, symbols: readonly string[]): void {
    this.remember(requestId, symbols);
  }

  /** SecurityListRequest, or a SecurityDefinitionRequest for each instrument. */
  list(symbols: readonly string[]): string[] {
    const { list } = this.profile;
    if (list === 'none') return [];
    const isList = list === 'security-list';
    const wanted = isList ? [''] : symbols;
    return wanted.map((symbol) => {
      const body = new BodyWriter().text(TAG.SecurityReqID, this.nextId());
      if (symbol !== '') this.name(body, symbol);
      addFields(body, this.profile.listFields);
      const type = isList ? MSG_TYPE.SecurityListRequest : MSG_TYPE.SecurityDefinitionRequest;
      return textOf(type, body);
    });
  }

  /** SecurityStatusRequest of each instrument, TradingSessionStatusRequest. */
  status(symbols: readonly string[]): string[] {
    const { status } = this.profile;
    const texts: string[] = [];
    if (status === 'session' || status === 'both') {
      const body = new BodyWriter().text(SESSION_REQUEST_ID, this.nextId());
      body.text(TAG.SubscriptionRequestType, SUBSCRIBE);
      texts.push(textOf(MSG_TYPE.TradingSessionStatusRequest, body));
    }
    if (status !== 'security' && status !== 'both') return texts;
    for (const symbol of symbols) {
      const body = new BodyWriter().text(STATUS_REQUEST_ID, this.nextId());
      this.name(body, symbol).text(TAG.SubscriptionRequestType, SUBSCRIBE);
      texts.push(textOf(MSG_TYPE.SecurityStatusRequest, body));
    }
    return texts;
  }

  private request(type: string, symbols: readonly string[]): string {
    const id = this.nextId();
    this.remember(id, symbols);
    if (type === SUBSCRIBE) for (const symbol of symbols) this.running.set(symbol, id);
    return this.text(id, type, symbols);
  }

  private text(id: string, type: string, symbols: readonly string[]): string {
    const { profile } = this;
    const body = new BodyWriter()
      .text(TAG.MDReqID, id)
      .text(TAG.SubscriptionRequestType, type)
      .integer(TAG.MarketDepth, this.depth)
      .group(
        TAG.NoMDEntryTypes,
        profile.entryTypes.split(',').map((each) => new BodyWriter().text(TAG.MDEntryType, each)),
      )
      .group(
        TAG.NoRelatedSym,
        symbols.map((symbol) => this.name(new BodyWriter(), symbol)),
      );
    if (profile.updateType !== 'omit') {
      body.text(TAG.MDUpdateType, profile.updateType === 'full' ? '0' : '1');
    }
    if (profile.aggregated !== 'omit') body.flag(TAG.AggregatedBook, profile.aggregated === 'yes');
    addFields(body, profile.requestFields);
    return textOf(MSG_TYPE.MarketDataRequest, body);
  }

  private name(body: BodyWriter, symbol: string): BodyWriter {
    const wire = this.names.wireOf(symbol);
    if (this.profile.instrument !== 'security-id') return body.text(TAG.Symbol, wire);
    const { securityIdSource } = this.profile;
    body.text(TAG.SecurityID, wire);
    return securityIdSource === '' ? body : body.text(TAG.SecurityIDSource, securityIdSource);
  }

  private remember(id: string, symbols: readonly string[]): void {
    if (this.requests.size >= REQUEST_LIMIT) {
      this.requests.delete(this.requests.keys().next().value!);
    }
    this.requests.set(id, symbols);
  }

  private nextId(): string {
    return String(++this.requestCount);
  }
}

function addFields(body: BodyWriter, fields: string): void {
  for (const field of fields === '' ? [] : fields.split(',')) {
    const equals = field.indexOf('=');
    body.text(Number(field.slice(0, equals)), field.slice(equals + 1));
  }
}

const textOf = (type: string, body: BodyWriter): string =>
  `${TAG.MsgType}=${type}${SOH}${Buffer.from(body.finish()).toString('latin1')}`;
