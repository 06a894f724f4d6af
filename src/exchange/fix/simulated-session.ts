/**
 * One counterparty of the FIX simulator: its session, its way to the socket with the faults there, and its
 * subscriptions. Owns the link; numbers live in memory as long as the simulator does.
 */
import { encodeMessage } from '../../fix/codec/encode-message.js';
import { dictionaryOf } from '../../fix/dictionary/dictionary-of.js';
import { validate } from '../../fix/dictionary/validate.js';
import type { FixConnection } from '../../fix/link/fix-connection.js';
import type { LinkClock } from '../../fix/link/link-clock.js';
import type { SessionLink } from '../../fix/link/session-link.js';
import { MemoryStore } from '../../fix/session/memory-store.js';
import { BEGIN_STRINGS, type SessionSettings } from '../../fix/session/session-settings.js';
import { MSG_TYPE } from '../../fix/tags.js';
import { FaultWire, type WireFault } from './fault-wire.js';
import type { SessionFaultKind } from './fix-faults.js';
import type { FixSubscriber, FixVenue } from './fix-venue.js';
import { field, type SaidMessage } from './message-bodies.js';
import { utcText } from './utc-text.js';
import { WiredLink } from './wired-link.js';

export interface SimulatedSessionOptions {
  readonly settings: SessionSettings;
  readonly venue: FixVenue;
  readonly clock: LinkClock;
  /** A fault on the wire has done what it was to do. */
  readonly committed: (fault: WireFault) => void;
  /** No connection carries the session any more. */
  readonly ended: () => void;
  readonly note: (text: string) => void;
}

/** Messages that a gap fill leaves out. */
const GAP_FILLED = 5;
/** How far a SequenceReset goes ahead. */
const RESET_JUMP = 100;
const SHUTDOWN_TEXT = 'end of the day';
const NO_MORE_TEXT = 'the simulator stops';

export class SimulatedSession implements FixSubscriber {
  readonly link: SessionLink;
  private readonly store: MemoryStore;
  private wire: FaultWire | undefined;
  private write: (bytes: Uint8Array) => void = () => {};

  constructor(private readonly options: SimulatedSessionOptions) {
    const { settings, venue, clock, note } = options;
    const dictionary = dictionaryOf(settings.identity.version);
    this.store = new MemoryStore(clock.wallMs());
    this.link = new WiredLink(
      {
        name: settings.identity.targetCompId,
        settings,
        store: this.store,
        // A strict counterparty: what it is told is to be by the book.
        check: (message) => validate(message, dictionary),
        clock,
        events: {
          loggedOn: () => venue.loggedOn(this),
          loggedOff: () => venue.loggedOff(this),
          application: (message) => venue.said(this, message),
          rejected: (message) => note(`rejected: ${message.text(58) ?? ''}`),
          ended: () => options.ended(),
          note,
        },
      },
      (connection) => this.putWire(connection),
    );
  }

  say({ msgType, body }: SaidMessage): void {
    // Gone in the middle of a turn: whoever comes back gets images.
    if (!this.link.isLoggedOn) return;
    // Rule 10: market data is not kept, whoever asks for it again gets a gap fill.
    this.link.send(msgType, Buffer.from(body, 'latin1'), false);
  }

  inject(fault: WireFault): void {
    this.wire?.inject(fault);
  }

  injectSession(kind: Exclude<SessionFaultKind, 'restart' | 'restart-reset'>): void {
    const { store } = this;
    const next = store.nextOut;
    const reset = (newSeqNo: number, isGapFill: boolean): void => {
      this.sayRaw(MSG_TYPE.SequenceReset, field(36, newSeqNo) + field(123, isGapFill ? 'Y' : 'N'));
    };
    switch (kind) {
      case 'skip-sequence':
        store.nextOut++;
        return;
      case 'gap-fill':
        reset(next + GAP_FILLED, true);
        store.nextOut = next + GAP_FILLED;
        return;
      case 'sequence-reset':
        reset(next + RESET_JUMP, false);
        store.nextOut = next + RESET_JUMP;
        return;
      case 'sequence-back':
        reset(1, false);
        // Refused, so it does not count.
        store.nextOut = next;
        return;
      case 'resend-request':
        return this.sayRaw(MSG_TYPE.ResendRequest, field(7, 1) + field(16, 0));
      case 'test-request':
        return this.sayRaw(MSG_TYPE.TestRequest, field(112, `fault-${next}`));
      case 'logout':
        this.link.logout(SHUTDOWN_TEXT);
    }
  }

  cut(why: string): void {
    this.link.cut(why);
  }

  stop(): void {
    this.link.logout(NO_MORE_TEXT);
  }

  /** A message that the session would not say of itself, under its next number. */
  private sayRaw(msgType: string, body: string): void {
    const { identity } = this.options.settings;
    const bytes = encodeMessage(
      {
        beginString: BEGIN_STRINGS[identity.version],
        msgType,
        msgSeqNum: this.store.nextOut++,
        senderCompId: identity.senderCompId,
        targetCompId: identity.targetCompId,
        sendingTime: utcText(this.options.clock.wallMs()),
      },
      Buffer.from(body, 'latin1'),
    );
    this.write(bytes);
  }

  /** All that the session writes from now on goes over a wire that faults can be put on. */
  private putWire(connection: FixConnection): void {
    const write = connection.write.bind(connection);
    this.write = (bytes) => void write(bytes);
    const wire = new FaultWire(
      { write: this.write, destroy: () => this.cut('a fault cuts the connection') },
      (fault) => this.options.committed(fault),
    );
    this.wire = wire;
    connection.write = (bytes) => {
      wire.write(bytes);
      return true;
    };
  }
}
