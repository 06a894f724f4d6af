/**
 * The client's side of one SoupBinTCP connection: login, heartbeats both ways, packets in order.
 * Sans-I/O: bytes and time in, bytes and news out. Knows nothing of what the messages say. Feed thread.
 */
import type { SoupLimits } from './limits.js';
import {
  ACCEPTED_BYTES,
  readAccepted,
  SOUP_TYPE,
  SoupFramer,
  writeLogin,
  writePacket,
  type SoupLogin,
} from './messages.js';

export interface SoupNews {
  /** @param sequence of the first message that will come. */
  accepted(session: string, sequence: number): void;
  /** @param code A: not authorized; S: no such session. The server hangs up. */
  rejected(code: string): void;
  /** One sequenced message; its sequence is one more than that of the message before. */
  message(view: DataView, at: number, length: number): void;
  /** No more messages will come in this session. */
  ended(): void;
  /** The connection is of no use any more: replace it. */
  broken(why: string): void;
}

const PHASE = { CLOSED: 0, LOGIN: 1, OPEN: 2, DONE: 3 } as const;

export class SoupClient {
  private readonly framer = new SoupFramer();
  private phase: (typeof PHASE)[keyof typeof PHASE] = PHASE.CLOSED;
  private sentNs = 0;
  /** When the last whole packet came: bytes without end are silence, too. */
  private heardNs = 0;
  private nowNs = 0;
  private readonly take = (type: number, view: DataView, at: number, length: number): boolean =>
    this.packet(type, view, at, length);

  constructor(
    private readonly login: SoupLogin,
    private readonly limits: SoupLimits,
    /** @param recorded what a recording shows instead: without the password. */
    private readonly send: (bytes: Uint8Array, recorded?: Uint8Array) => void,
    private readonly news: SoupNews,
  ) {}

  /** The connection is open: log in. */
  connected(session: string, sequence: number, nowNs: number): void {
    this.framer.reset();
    this.phase = PHASE.LOGIN;
    this.heardNs = nowNs;
    this.sentNs = nowNs;
    const shown = writeLogin({ ...this.login, password: '' }, session, sequence);
    this.send(writeLogin(this.login, session, sequence), shown);
  }

  disconnected(): void {
    this.phase = PHASE.CLOSED;
  }

  received(chunk: Uint8Array, nowNs: number): void {
    if (this.phase === PHASE.CLOSED || this.phase === PHASE.DONE) return;
    this.nowNs = nowNs;
    if (!this.framer.feed(chunk, this.take)) this.break('a packet of length 0');
  }

  checkTimers(nowNs: number): void {
    if (this.phase === PHASE.CLOSED || this.phase === PHASE.DONE) return;
    const silentNs = nowNs - this.heardNs;
    if (silentNs > this.limits.silenceNs) {
      this.break(`silent for ${(silentNs / 1e9).toFixed(1)} s`);
      return;
    }
    if (this.phase !== PHASE.OPEN || nowNs - this.sentNs < this.limits.heartbeatNs) return;
    this.sentNs = nowNs;
    this.send(writePacket(SOUP_TYPE.CLIENT_HEARTBEAT));
  }

  /** We want no more of it. */
  logOut(): void {
    if (this.phase === PHASE.OPEN) this.send(writePacket(SOUP_TYPE.LOGOUT));
    this.phase = PHASE.DONE;
  }

  /** @returns whether to go on reading. */
  private packet(type: number, view: DataView, at: number, length: number): boolean {
    this.heardNs = this.nowNs;
    switch (type) {
      case SOUP_TYPE.SEQUENCED:
        if (this.phase !== PHASE.OPEN) return this.break('data before the login was answered');
        this.news.message(view, at, length);
        break;
      case SOUP_TYPE.SERVER_HEARTBEAT:
      case SOUP_TYPE.DEBUG:
      case SOUP_TYPE.UNSEQUENCED:
        break;
      case SOUP_TYPE.ACCEPTED:
        return this.onAccepted(view, at, length);
      case SOUP_TYPE.REJECTED:
        this.phase = PHASE.DONE;
        this.news.rejected(length > 0 ? String.fromCharCode(view.getUint8(at)) : '?');
        break;
      case SOUP_TYPE.END_OF_SESSION:
        this.phase = PHASE.DONE;
        this.news.ended();
        break;
      default:
        return this.break(`a packet of unknown type ${type}`);
    }
    return this.isReading();
  }

  private onAccepted(view: DataView, at: number, length: number): boolean {
    if (this.phase !== PHASE.LOGIN) return this.break('a login accepted twice');
    const accepted = length === ACCEPTED_BYTES ? readAccepted(view, at) : undefined;
    if (accepted === undefined) return this.break('a login accepted without session and sequence');
    this.phase = PHASE.OPEN;
    this.news.accepted(accepted.session, accepted.sequence);
    return this.isReading();
  }

  /** What was told may have ended it. */
  private isReading(): boolean {
    return this.phase === PHASE.LOGIN || this.phase === PHASE.OPEN;
  }

  private break(why: string): false {
    this.phase = PHASE.DONE;
    this.news.broken(why);
    return false;
  }
}
