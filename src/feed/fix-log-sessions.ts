/**
 * The sessions of a FIX log, told apart by both sides' CompIDs, each with a normalizer of its own. Owns which of the two
 * is the counterparty (who sends market data, or is asked for it), what its instruments are called and which profile it
 * has. The rules of the session do not count here: logs are often excerpts. Feed thread.
 */
import type { EventSink } from '../event/sink.js';
import { FieldTable } from '../fix/codec/field-table.js';
import { scanMessage } from '../fix/codec/scan-message.js';
import { MSG_TYPE, TAG } from '../fix/tags.js';
import { nameOfCompId } from './normalize/fix/options.js';
import { profileOfSender } from './normalize/fix/profiles.js';
import { FIX } from './normalize/fix/venue.js';
import type { InstrumentRegister } from './normalize/instrument-register.js';
import type { VenueNormalizer, VenueSummary } from './normalize/venue-normalizer.js';

/** What only a counterparty says, and what only its clients say. */
const FROM_COUNTERPARTY: ReadonlySet<string> = new Set([
  MSG_TYPE.MarketDataSnapshotFullRefresh,
  MSG_TYPE.MarketDataIncrementalRefresh,
  MSG_TYPE.MarketDataRequestReject,
  MSG_TYPE.SecurityDefinition,
  MSG_TYPE.SecurityList,
  MSG_TYPE.SecurityStatus,
  MSG_TYPE.TradingSessionStatus,
]);
const FROM_CLIENT: ReadonlySet<string> = new Set([
  MSG_TYPE.MarketDataRequest,
  MSG_TYPE.SecurityListRequest,
  MSG_TYPE.SecurityDefinitionRequest,
  MSG_TYPE.SecurityStatusRequest,
  MSG_TYPE.TradingSessionStatusRequest,
]);

const CONNECTION = 'log';
/** Instead of messages that are not there. */
const LOST = Buffer.from(`35=${MSG_TYPE.SequenceReset}\x01123=Y\x01`);
/** MDPriceLevel and MDEntryPositionNo. */
const LEVEL_TAGS = [TAG.MDPriceLevel, 290];
/** Of a book by level in a log: as many a side as its first message has, between these. */
const LEVELS_LEAST = 10;
const LEVELS_MOST = 100_000;

interface LoggedSession {
  readonly counterparty: string;
  readonly normalizer: VenueNormalizer;
  /** By sender: the newest MsgSeqNum, for what was sent again. */
  readonly newest: Map<string, number>;
}

export interface LogSessionsOptions {
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
  /** Of counterparties that no ready profile knows; without it, what their messages look like. */
  readonly profile?: string;
}

export class FixLogSessions {
  /** Messages that are not whole. */
  invalidCount = 0;
  /** Messages that say nothing of market data, or that were there before. */
  otherCount = 0;
  private readonly table = new FieldTable();
  private readonly sessions = new Map<string, LoggedSession>();
  private readonly names = new Map<string, number>();

  constructor(private readonly options: LogSessionsOptions) {}

  take(bytes: Uint8Array, isWhole: boolean, sourceNs: number, receivedNs: number): void {
    const { table } = this;
    scanMessage(table, bytes, 0, bytes.length);
    const sender = table.text(TAG.SenderCompID) ?? '';
    const target = table.text(TAG.TargetCompID) ?? '';
    const key = [sender, target].sort().join('\x01');
    if (!isWhole)
      return this.takeInvalid(key, sender === '' || target === '', sourceNs, receivedNs);
    const type = table.text(TAG.MsgType) ?? '';
    const session = this.sessions.get(key) ?? this.open(key, type, sender, target);
    if (session === undefined || this.isRepeated(session, sender)) {
      this.otherCount++;
      return;
    }
    const { normalizer, counterparty } = session;
    normalizer.atTime(sourceNs, receivedNs);
    const isLogon = type === MSG_TYPE.Logon;
    if (sender !== counterparty) {
      if (!isLogon) normalizer.sent(CONNECTION, Buffer.from(bytes).toString('latin1'));
    } else if (isLogon) {
      // What was subscribed to before is not any more.
      normalizer.disconnected(CONNECTION);
      normalizer.connected(CONNECTION, '');
    } else normalizer.receivedBinary(CONNECTION, bytes);
    forgetCommands(normalizer);
  }

  summaries(): VenueSummary[] {
    return [...this.sessions.values()].map(({ normalizer }) => normalizer.summary());
  }

  /** What it said is not known: the books of its session cannot be trusted; nor any, where it names none. */
  private takeInvalid(
    key: string,
    isNameless: boolean,
    sourceNs: number,
    receivedNs: number,
  ): void {
    this.invalidCount++;
    for (const [each, { normalizer }] of this.sessions) {
      if (each !== key && !isNameless) continue;
      normalizer.atTime(sourceNs, receivedNs);
      normalizer.receivedBinary(CONNECTION, LOST);
      forgetCommands(normalizer);
    }
  }

  private open(
    key: string,
    type: string,
    sender: string,
    target: string,
  ): LoggedSession | undefined {
    const isFromCounterparty = FROM_COUNTERPARTY.has(type);
    if (!isFromCounterparty && !FROM_CLIENT.has(type)) return undefined;
    const counterparty = isFromCounterparty ? sender : target;
    // Before its first entries nobody can say how they are keyed.
    const known = profileOfSender(counterparty) ?? this.options.profile;
    if (known === undefined && this.table.find(TAG.NoMDEntries) < 0) return undefined;
    const { sink, register } = this.options;
    const normalizer = FIX.make({
      sink,
      register,
      random: () => 0,
      endpoints: FIX.endpoints,
      options: {
        venue: this.nameOf(counterparty),
        ...(known === undefined ? this.profileOfEntries() : { profile: known }),
      },
    });
    normalizer.connected(CONNECTION, '');
    const session = { counterparty, normalizer, newest: new Map<string, number>() };
    this.sessions.set(key, session);
    return session;
  }

  /** The second session of a counterparty is another venue: its books are its own. */
  private nameOf(counterparty: string): string {
    const name = nameOfCompId(counterparty);
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    return count === 1 ? name : `${name.slice(0, 20)}-${count}`;
  }

  private profileOfEntries(): Record<string, string> {
    const { table } = this;
    if (table.find(TAG.MDEntryID) >= 0) return { profile: 'id' };
    const levelTag = LEVEL_TAGS.find((tag) => table.find(tag) >= 0);
    if (levelTag === undefined) return { profile: 'price' };
    let depth = LEVELS_LEAST;
    for (let at = table.find(levelTag); at >= 0; at = table.find(levelTag, at + 1)) {
      depth = Math.max(depth, table.integerAt(at));
    }
    const isCounted = table.find(TAG.RptSeq) >= 0;
    return {
      profile: 'level',
      depth: String(Math.min(depth, LEVELS_MOST)),
      rptSeq: isCounted ? 'entry' : 'none',
    };
  }

  /** Sent again, of what the log has already. */
  private isRepeated({ newest }: LoggedSession, sender: string): boolean {
    const { table } = this;
    const sequence = table.integer(TAG.MsgSeqNum);
    const before = newest.get(sender) ?? -1;
    if (table.text(TAG.PossDupFlag) === 'Y' && sequence <= before) return true;
    newest.set(sender, sequence);
    return false;
  }
}

function forgetCommands(normalizer: VenueNormalizer): void {
  while (normalizer.takeCommand() !== undefined);
}
