/**
 * A FIX session as a venue's line: open while it is logged on. Owns when and where the next attempt goes
 * (back-off, the list of hosts) and the acceptor's door; sequence numbers, heartbeats, logons and secrets
 * stay below, so that a recording holds application messages only. Feed thread.
 *
 * What is said, `35=V␁262=…␁`, is kept for resending until the next logon: then the normalizer says it anew.
 */
import { encodeMessage } from '../../fix/codec/encode-message.js';
import type { FieldTable } from '../../fix/codec/field-table.js';
import { UtcTimeText } from '../../fix/codec/utc-time-text.js';
import { hostPortText } from '../../fix/link/fix-socket.js';
import { RareNotes } from '../../fix/link/rare-notes.js';
import { SessionEndpoint } from '../../fix/link/session-endpoint.js';
import type { SessionFigures } from '../../fix/link/session-link.js';
import type { EndpointSettings } from '../../fix/session/endpoint-settings.js';
import { BEGIN_STRINGS } from '../../fix/session/session-settings.js';
import { MSG_TYPE, TAG } from '../../fix/tags.js';
import { wallNowMs } from '../../telemetry/clock.js';
import { HostList } from './host-list.js';
import { PacedSends } from './paced-sends.js';
import { Reopening } from './reopening.js';
import type { LineEvents, LineOptions, VenueLine } from './venue-line.js';

/** How often the session's timers are looked after. */
const TIMERS_NS = 100e6;
const SOH = '\x01';
const GOODBYE = 'Bookcast stops';
/** One side has begun anew, and the other does not know: no further attempt mends it. */
const NUMBERS_DIFFER = /MsgSeqNum too (low|high)/;
const WAY_OUT =
  'one side has lost its sequence numbers: agree on them, or log on once with resetOnLogon=yes, then both begin at 1';

export interface FixLineOptions extends LineOptions {
  readonly endpoint: EndpointSettings;
}

export class FixLine implements VenueLine {
  readonly name: string;
  /** In notes: of several counterparties, which. */
  private readonly label: string;
  readonly address: string;
  /** Its files are open. */
  private endpoint: SessionEndpoint | undefined;
  private phase: 'idle' | 'preparing' | 'ready' | 'listening' | 'closed' = 'idle';
  private isOpen = false;
  private isPaused = false;
  /** Logged on since the connection was made. */
  private hasServed = false;
  private timersNs = -Infinity;
  /** Of the schedule: not before. */
  private opensAtMs = 0;
  private readonly hosts: HostList;
  private readonly reopening: Reopening;
  /** What a counterparty can cause as often as it connects. */
  private readonly comings: RareNotes;
  private readonly sends: PacedSends;

  constructor(
    private readonly options: FixLineOptions,
    private readonly events: LineEvents,
  ) {
    this.name = options.name;
    this.label = `${options.name} ${options.endpoint.session.identity.targetCompId}`;
    this.address = options.address;
    this.hosts = new HostList(options.endpoint.hosts);
    this.reopening = new Reopening({ name: this.label, random: options.random }, events);
    this.comings = new RareNotes(options.clock, (text) => events.note(`${this.label}: ${text}`));
    this.sends = new PacedSends(options.rules.sendsPerSecond, (text, nowNs) => {
      if (this.say(options.reveal?.(text) ?? text)) events.sent(this, text, nowNs);
    });
    this.tick(options.clock.nowNs());
  }

  get isConnected(): boolean {
    return this.isOpen;
  }

  send(text: string, notBeforeNs: number): void {
    if (this.isTalking) this.sends.push(text, notBeforeNs, this.options.clock.nowNs());
  }

  sendBinary(bytes: Uint8Array): boolean {
    return this.isTalking && this.say(Buffer.from(bytes).toString('latin1'));
  }

  reconnect(why: string): void {
    const { link } = this.endpoint ?? {};
    if (this.isOpen) link?.logout(why);
    else link?.cut(why);
  }

  async close(): Promise<void> {
    const { endpoint } = this;
    this.phase = 'closed';
    this.isOpen = false;
    this.endpoint = undefined;
    await endpoint?.close(GOODBYE);
  }

  pause(): void {
    this.isPaused = true;
    this.endpoint?.link.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.endpoint?.link.resume();
  }

  tick(nowNs: number): void {
    if (this.phase === 'idle' && this.reopening.isDue(nowNs)) void this.prepare();
    const { endpoint } = this;
    if (endpoint === undefined) return;
    if (nowNs - this.timersNs >= TIMERS_NS) {
      this.timersNs = nowNs;
      endpoint.tick(nowNs);
    }
    if (this.isTalking) this.sends.flush(nowNs);
    else if (!this.isOpen) this.connect(endpoint, nowNs);
  }

  figures(): SessionFigures | undefined {
    return this.endpoint?.figures();
  }

  /** The session's files and certificates. */
  private async prepare(): Promise<void> {
    const { label, options } = this;
    this.phase = 'preparing';
    try {
      const endpoint = await SessionEndpoint.open({
        name: label,
        settings: options.endpoint,
        clock: { nowNs: () => options.clock.nowNs(), wallMs: wallNowMs },
        events: {
          loggedOn: () => this.loggedOn(),
          loggedOff: (why) => this.loggedOff(why),
          application: (message) => this.application(message),
          rejected: (message) => this.rejected(message),
          skipped: (first, next) => this.skipped(first, next),
          ended: (why) => this.ended(why),
          note: (text) => this.events.note(text),
        },
      });
      if (this.isClosed) return await endpoint.close(GOODBYE);
      if (this.isPaused) endpoint.link.pause();
      this.endpoint = endpoint;
      this.phase = 'ready';
    } catch (error) {
      if (this.isClosed) return;
      this.phase = 'idle';
      this.reopening.lost((error as Error).message, options.clock.nowNs());
    }
  }

  /** Logged on, and no Logout on its way. */
  private get isTalking(): boolean {
    return this.isOpen && this.endpoint!.link.isLoggedOn;
  }

  private get isClosed(): boolean {
    return this.phase === 'closed';
  }

  private connect(endpoint: SessionEndpoint, nowNs: number): void {
    const { listen } = this.options.endpoint;
    if (this.phase !== 'ready' || endpoint.isBusy || !this.reopening.isDue(nowNs)) return;
    if (listen !== undefined) {
      this.phase = 'listening';
      endpoint.listen(listen).then(
        (port) =>
          this.events.note(`${this.label}: listens on ${hostPortText({ ...listen, port })}`),
        (error: Error) => {
          if (this.isClosed) return;
          this.phase = 'ready';
          this.reopening.lost(error.message, this.options.clock.nowNs());
        },
      );
      return;
    }
    if (!this.isScheduled(endpoint) || !this.options.connects.take(1, nowNs)) return;
    this.hasServed = false;
    endpoint.dial(this.hosts.current, (why) => this.failed(Reopening.words(false, why)));
  }

  private isScheduled({ link }: SessionEndpoint): boolean {
    const wallMs = wallNowMs();
    if (wallMs < this.opensAtMs) return false;
    this.opensAtMs = link.opensAtMs(wallMs);
    if (this.opensAtMs <= wallMs) return true;
    const opensAt = new Date(this.opensAtMs).toISOString();
    this.events.note(`${this.label}: outside of the session's schedule; next Logon at ${opensAt}`);
    return false;
  }

  private loggedOn(): void {
    this.isOpen = true;
    this.hasServed = true;
    this.comings.tell('logged on');
    this.events.opened(this, this.options.clock.nowNs());
  }

  private loggedOff(why: string): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.sends.clear();
    this.events.lost(this, why, this.options.clock.nowNs());
  }

  /** The connection is gone, and the session is served by none. */
  private ended(why: string): void {
    const { hasServed } = this;
    const wayOut = !hasServed && NUMBERS_DIFFER.test(why) ? `; ${WAY_OUT}` : '';
    const what = hasServed ? Reopening.words(true, why) : `no logon (${why})${wayOut}`;
    if (this.options.endpoint.listen === undefined) {
      this.failed(what);
      return;
    }
    this.hasServed = false;
    this.comings.tell(`${what}; waits for the counterparty`);
  }

  /** Of an initiator: on to the next host, or a pause. */
  private failed(what: string): void {
    const at = hostPortText(this.hosts.current);
    if (this.hasServed) {
      this.reopening.succeeded();
      this.hosts.served();
    } else {
      this.hosts.failed();
    }
    const { label } = this;
    if (this.hosts.isUntried)
      this.events.note(`${label}: ${at}: ${what}; next is ${hostPortText(this.hosts.current)}`);
    else this.reopening.lost(`${at}: ${what}`, this.options.clock.nowNs());
  }

  private application({ bytes, start, end }: FieldTable): void {
    const { receivedNs } = this.endpoint!.link;
    this.events.received(this, bytes.slice(start, end), true, receivedNs);
  }

  /** What will not come, in FIX's own words: books that were made of it are to be made anew. */
  private skipped(first: number, next: number): void {
    const { link } = this.endpoint!;
    if (!this.isOpen || next - 1 <= link.logonMsgSeqNum) return;
    const { version, senderCompId, targetCompId } = link.settings.identity;
    const bytes = encodeMessage(
      {
        beginString: BEGIN_STRINGS[version],
        msgType: MSG_TYPE.SequenceReset,
        msgSeqNum: first,
        senderCompId: targetCompId,
        targetCompId: senderCompId,
        sendingTime: new UtcTimeText().text(wallNowMs()),
      },
      Buffer.from(`36=${next}${SOH}123=Y${SOH}`, 'latin1'),
    );
    this.events.received(this, bytes, true, link.receivedNs);
  }

  private rejected(message: FieldTable): void {
    // The normalizer may find in it which request was meant; of a session's Reject it cannot.
    if (message.text(TAG.MsgType) === MSG_TYPE.BusinessMessageReject) this.application(message);
  }

  /** @returns whether the session still goes on. */
  private say(text: string): boolean {
    const typeEnd = text.indexOf(SOH);
    if (!text.startsWith('35=') || typeEnd < 0 || !text.endsWith(SOH)) {
      throw new Error(`not an application message (35=…␁, then its fields with ␁ each): ${text}`);
    }
    const body = Buffer.from(text.slice(typeEnd + 1), 'latin1');
    this.endpoint!.link.send(text.slice(3, typeEnd), body, true);
    return this.isOpen;
  }
}
