/**
 * NASDAQ ITCH over SoupBinTCP: one connection that continues where it broke off, images by GLIMPSE
 * where it cannot. Owns the connections soup and glimpse, by commands. Sans-I/O. Feed thread. What
 * docs/venues/itch-soup.md numbers:
 *
 *   1  The packet's length is at least 1 and its type is known, or the connection is replaced.
 *   2  Login names the session and the next sequence; without a session, the current one from its first
 *      message on, or from now on where there are images.
 *   3  Accepted with another session: the numbering starts anew, the books are empty.
 *   4  Accepted at the next sequence: nothing is missing. Ahead of it: the messages between are lost.
 *      Below it: what we have already is dropped.
 *   5  Each sequenced packet is one message; next += 1.
 *   6  We say something every second, and so does the server: silence counts as a lost connection.
 *   7  A lost connection makes the books STALE, and the next login that loses nothing LIVE again.
 *   8  A login that is rejected for its session asks for the current one next.
 *   9  End of session: no more messages; the next login asks for the current session.
 */
import { REASON, type StateReason } from '../../../../market/state.js';
import type { InstrumentId } from '../../../../market/units.js';
import { CommandQueue } from '../../parts/command-queue.js';
import { ResyncCounts } from '../../parts/resync-counts.js';
import type {
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../../venue-normalizer.js';
import { BookStream } from '../book-stream.js';
import { ITCH_LENGTHS } from '../itch-messages.js';
import { GLIMPSE_CONNECTION, GlimpseClient } from './glimpse-client.js';
import type { SoupSettings } from './settings.js';
import { SoupClient } from './soup-client.js';

export const SOUP_CONNECTION = 'soup';
const NO_SUCH_SESSION = 'S';

export class SoupNormalizer implements VenueNormalizer {
  private readonly commands = new CommandQueue();
  private readonly stream: BookStream;
  private readonly client: SoupClient;
  private readonly glimpse: GlimpseClient | undefined;
  private readonly resyncs = new ResyncCounts();
  private readonly refusals: Record<string, number> = {};
  private session: string;
  /** Sequence of the next message that the connection brings. */
  private arriving = 0;
  /** Sequence of the next message that we do not have; 0: not known. */
  private next = 0;
  private hasEnded = false;
  /** The session that we have is over, or unknown to the server. */
  private asksForCurrent = false;
  private gaps = 0;
  private sessions = 0;
  private messages = 0;
  private repeated = 0;
  private logins = 0;
  private nowNs = 0;
  private receivedNs = 0;

  constructor(
    private readonly settings: SoupSettings,
    deps: NormalizerDeps,
  ) {
    const { login, limits, glimpse } = settings;
    this.session = settings.session;
    this.stream = new BookStream({
      sink: deps.sink,
      register: deps.register,
      venue: settings.venue,
      midnightSeconds: settings.midnightSeconds,
      hasImages: glimpse !== undefined,
      waitingBytesLimit: limits.waitingBytes,
    });
    this.client = new SoupClient(
      login,
      limits,
      (bytes, recorded) =>
        this.commands.add({
          kind: 'send-binary',
          connection: SOUP_CONNECTION,
          bytes,
          ...(recorded && { recorded }),
        }),
      {
        accepted: (session, sequence) => this.accepted(session, sequence),
        rejected: (code) => this.rejected(code),
        message: (view, at, length) => this.message(view, at, length),
        ended: () => this.ended(),
        broken: (why) => this.broken(why),
      },
    );
    if (glimpse === undefined) return;
    const options = { address: glimpse, login, limits, random: deps.random };
    this.glimpse = new GlimpseClient(options, this.stream, this.commands);
  }

  start(): void {
    const { address } = this.settings;
    this.commands.add({ kind: 'connect', connection: SOUP_CONNECTION, address });
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.nowNs = nowNs;
    this.receivedNs = receivedNs;
  }

  connected(connection: string): void {
    if (connection === GLIMPSE_CONNECTION) return this.glimpse?.connected(this.nowNs);
    if (connection !== SOUP_CONNECTION) return;
    this.logins++;
    // 2: 0 is whatever comes next.
    const first = this.glimpse === undefined ? 1 : 0;
    if (this.asksForCurrent) return this.client.connected('', first, this.nowNs);
    this.client.connected(this.session, this.next === 0 ? first : this.next, this.nowNs);
  }

  disconnected(connection: string): void {
    if (connection === GLIMPSE_CONNECTION) return this.glimpse?.disconnected(this.nowNs);
    if (connection !== SOUP_CONNECTION) return;
    this.client.disconnected();
    // 7; after the end of a session nothing more can be missed.
    if (!this.hasEnded) this.stream.setDoubt(REASON.DISCONNECTED, this.receivedNs);
  }

  receivedBinary(connection: string, bytes: Uint8Array): void {
    if (connection === SOUP_CONNECTION) this.client.received(bytes, this.nowNs);
    else if (connection === GLIMPSE_CONNECTION) {
      this.glimpse?.received(bytes, this.nowNs, this.receivedNs);
    }
    this.glimpse?.checkTimers(this.nowNs);
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.resyncs.add(reason);
    this.stream.lose(id, reason, this.receivedNs);
    this.glimpse?.checkTimers(this.nowNs);
  }

  checkTimers(): void {
    this.client.checkTimers(this.nowNs);
    this.glimpse?.checkTimers(this.nowNs);
  }

  takeCommand(): VenueCommand | undefined {
    return this.commands.take();
  }

  // The venue speaks binary, has no REST, and its connections do not age.
  sent(): void {}
  received(): void {}
  answered(): void {}
  failed(): void {}
  rotate(): void {}
  finish(): void {}

  summary(): VenueSummary {
    const { stream, glimpse } = this;
    const { normalizer } = stream;
    return {
      gaps: this.gaps,
      unverifiable: 0,
      unknownMessages: stream.unknownMessages,
      refusedValues: normalizer.refusedValueCount,
      undeclaredInstruments: normalizer.undeclaredCount,
      refusals: { ...this.refusals },
      messagesByType: normalizer.types.byType(),
      resyncs: this.resyncs.counts,
      counts: {
        sessions: this.sessions,
        logins: this.logins,
        nextSequence: this.next,
        sequencedMessages: this.messages,
        repeatedMessages: this.repeated,
        waitingMessages: stream.waitingCount,
        imagesRequested: glimpse?.requests ?? 0,
        images: stream.images,
        uselessImages: stream.uselessImages,
      },
    };
  }

  private accepted(session: string, sequence: number): void {
    this.hasEnded = false;
    this.asksForCurrent = false;
    if (this.sessions === 0 || session !== this.session) this.beginSession(session);
    this.arriving = sequence;
    if (sequence > this.next) {
      this.gaps++;
      const reason = this.next === 1 ? REASON.AWAITING_IMAGE : REASON.SEQUENCE_GAP;
      this.resyncs.add(reason);
      this.next = sequence;
      this.stream.skipTo(sequence, reason, this.receivedNs);
    }
    this.stream.setDoubt(REASON.NONE, this.receivedNs);
  }

  /** 3. */
  private beginSession(session: string): void {
    this.sessions++;
    this.session = session;
    this.next = 1;
    this.glimpse?.abort(this.nowNs);
    this.stream.sessionBegan(this.receivedNs);
    this.note(`session ${session} began`);
  }

  /** 8. The server hangs up; the transport comes back, later each time. */
  private rejected(code: string): void {
    this.refuse('login-rejected');
    this.note(`login rejected, reason ${code}`);
    if (code === NO_SUCH_SESSION) this.asksForCurrent = true;
    this.replace(`login rejected, reason ${code}`);
  }

  /** 9. */
  private ended(): void {
    this.hasEnded = true;
    this.stream.sessionEnded(this.receivedNs);
    this.asksForCurrent = true;
    this.replace('the session has ended');
  }

  private broken(why: string): void {
    this.refuse('broken-stream');
    this.replace(why);
  }

  /** 5, 4. */
  private message(view: DataView, at: number, length: number): void {
    const sequence = this.arriving++;
    this.messages++;
    if (sequence < this.next) {
      this.repeated++;
      return;
    }
    this.next = sequence + 1;
    const known = length === 0 ? -1 : ITCH_LENGTHS[view.getUint8(at)]!;
    if (known !== 0 && known !== length) {
      // Nobody else has a copy: what it would have changed is not known.
      this.refuse('wrong-message-length');
      this.resyncs.add(REASON.VALUE_REFUSED);
      this.stream.skipTo(this.next, REASON.VALUE_REFUSED, this.receivedNs);
      return;
    }
    this.stream.message(view, at, length, sequence, this.receivedNs);
  }

  private replace(reason: string): void {
    this.commands.add({ kind: 'reconnect', connection: SOUP_CONNECTION, reason });
  }

  private refuse(reason: string): void {
    this.refusals[reason] = (this.refusals[reason] ?? 0) + 1;
  }

  private note(text: string): void {
    this.commands.add({ kind: 'note', text });
  }
}
