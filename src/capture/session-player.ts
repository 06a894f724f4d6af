/**
 * Plays the recorded inputs of one session to a fresh normalizer, as the live feed did. Owns the
 * normalizer; its commands go nowhere, for what came of them is recorded. Feed thread.
 */
import type { EventSink } from '../event/sink.js';
import type {
  InstrumentDefinition,
  InstrumentRegister,
} from '../feed/normalize/instrument-register.js';
import type { VenueEntry } from '../feed/normalize/venue-entry.js';
import type {
  VenueNormalizer,
  VenueSummary,
  VenueWants,
} from '../feed/normalize/venue-normalizer.js';
import { seededRandom } from '../feed/seeded-random.js';
import { REASON, type StateReason } from '../market/state.js';
import type { InstrumentId } from '../market/units.js';
import type { Session } from './cold-messages.js';
import { RECORD_STAMP, type RecordCursor } from './record-cursor.js';
import { RECORD_FIELD } from './record-fields.js';

/** Remembers what the normalizer named, for inputs that are about an instrument. */
class NamedInstruments implements InstrumentRegister {
  readonly ids = new Map<string, InstrumentId>();

  constructor(private readonly register_: InstrumentRegister) {}

  register(definition: InstrumentDefinition): InstrumentId {
    const id = this.register_.register(definition);
    if (id >= 0) this.ids.set(definition.symbol, id);
    return id;
  }
}

export interface SessionPlayerOptions {
  readonly session: Session;
  readonly entry: VenueEntry;
  readonly sink: EventSink;
  readonly register: InstrumentRegister;
}

export class SessionPlayer {
  /** Messages and answers of the venue. */
  messageCount = 0;
  /** Records of a kind that this version does not know. */
  unknownCount = 0;
  private readonly instruments: NamedInstruments;
  private readonly normalizer: VenueNormalizer;
  private isFinished = false;

  constructor(options: SessionPlayerOptions) {
    const { session, entry, sink, register } = options;
    const { feed, startedNs } = session;
    this.instruments = new NamedInstruments(register);
    this.normalizer = entry.make({
      sink,
      register: this.instruments,
      random: seededRandom(feed.randomSeed),
      endpoints: { ...entry.endpoints, ...feed.endpoints },
      options: feed.options,
      wants: wantsOf(session),
    });
    this.normalizer.atTime(startedNs, startedNs);
    this.normalizer.start();
    this.forgetCommands();
  }

  /** Hand on the record in hand. @param receivedNs what its events are stamped with. */
  play(cursor: RecordCursor, receivedNs: number): void {
    const { normalizer } = this;
    normalizer.atTime(cursor.stamps[RECORD_STAMP.NOW_NS]!, receivedNs);
    switch (cursor.input) {
      case RECORD_FIELD.RECEIVED:
        this.messageCount++;
        if (cursor.isBinary) normalizer.receivedBinary(cursor.name(), cursor.data());
        else normalizer.received(cursor.name(), cursor.data());
        break;
      case RECORD_FIELD.ANSWERED:
        this.messageCount++;
        normalizer.answered(cursor.name(), cursor.data());
        break;
      case RECORD_FIELD.TIMERS:
        normalizer.checkTimers();
        break;
      case RECORD_FIELD.MISSING:
        this.lose();
        break;
      case RECORD_FIELD.FINISHED:
        this.finish();
        break;
      default:
        this.playRare(cursor);
    }
    this.forgetCommands();
  }

  /** Inputs are missing here: no book can be trusted until the recording has an image of it. */
  lose(): void {
    for (const id of this.instruments.ids.values()) {
      this.normalizer.resync(id, REASON.SEQUENCE_GAP);
    }
    this.forgetCommands();
  }

  finish(): void {
    if (this.isFinished) return;
    this.isFinished = true;
    this.normalizer.finish();
    this.forgetCommands();
  }

  get ids(): Iterable<InstrumentId> {
    return this.instruments.ids.values();
  }

  summary(): VenueSummary {
    return this.normalizer.summary();
  }

  private playRare(cursor: RecordCursor): void {
    const { normalizer } = this;
    switch (cursor.input) {
      case RECORD_FIELD.CONNECTED:
        return normalizer.connected(cursor.name(), cursor.dataText());
      case RECORD_FIELD.DISCONNECTED:
        return normalizer.disconnected(cursor.name());
      case RECORD_FIELD.SENT:
        // What was said in binary is the transport's: the normalizer was not told of it either.
        if (!cursor.isBinary) normalizer.sent(cursor.name(), cursor.dataText());
        return;
      case RECORD_FIELD.FAILED:
        return normalizer.failed(cursor.name(), cursor.dataText());
      case RECORD_FIELD.RESYNC: {
        const id = this.instruments.ids.get(cursor.name());
        if (id !== undefined) normalizer.resync(id, cursor.number as StateReason);
        return;
      }
      case RECORD_FIELD.ROTATE:
        return normalizer.rotate(cursor.name());
      default:
        this.unknownCount++;
    }
  }

  private forgetCommands(): void {
    while (this.normalizer.takeCommand() !== undefined);
  }
}

function wantsOf({ feed }: Session): VenueWants {
  const { symbols, depth, lines, lineHoldNs } = feed;
  return { symbols, lines, lineHoldNs, ...(depth === 0 ? {} : { depth }) };
}
