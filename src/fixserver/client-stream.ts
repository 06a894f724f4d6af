/**
 * A stream as one client has it: how far it was told, and the subscriptions that tell it. Owns the client's
 * position; must never tell an update that does not follow it. Gateway thread.
 */
import type { BookDecoder } from '../frame/decode-book.js';
import type { FrameDecoder } from '../frame/decode-frame.js';
import type { TradesDecoder } from '../frame/decode-trades.js';
import { Position } from './position.js';
import type { StatusSubscription } from './status-subscription.js';
import type { StreamBook } from './stream-book.js';
import type { BookSubscription, HeldRequest, Speaker, TradeSubscription } from './subscription.js';
import type { TradeTape } from './trade-tape.js';

export interface ClientStream {
  readonly stream: number;
  readonly isUnused: boolean;
  /** Something is to be told by settle(). */
  readonly isDue: boolean;
  /** An image, or a part of one. */
  image(frame: FrameDecoder, at: Position): void;
  delta(speaker: Speaker, frame: FrameDecoder, at: Position): void;
  /** The frames of this moment are through, or other clients' were: what is due can be told. @returns whether nothing is due. */
  settle(speaker: Speaker): boolean;
  /** Those of a request end; without one all do. */
  drop(request?: HeldRequest): void;
}

export class ClientBook implements ClientStream {
  private readonly position = new Position();
  /** Nothing older will do as the next image. */
  private readonly needed = new Position();
  private isAwaiting = true;
  private subscriptions: BookSubscription[] = [];

  constructor(
    readonly stream: number,
    readonly book: StreamBook,
  ) {}

  get isUnused(): boolean {
    return this.subscriptions.length === 0;
  }

  get isDue(): boolean {
    return this.isAwaiting;
  }

  /** Its image comes with settle(): at once where this client has the stream already. */
  add(subscription: BookSubscription): void {
    this.subscriptions.push(subscription);
    if (this.position.known) this.needed.copy(this.position);
    this.isAwaiting = true;
  }

  image(frame: FrameDecoder, at: Position): void {
    this.book.takeImage(frame as BookDecoder, at);
    this.needed.copy(at);
    this.isAwaiting = true;
  }

  delta(speaker: Speaker, frame: FrameDecoder, at: Position): void {
    const { book, position } = this;
    book.takeDelta(frame as BookDecoder, at);
    if (this.isAwaiting || (position.known && position.compare(at) >= 0)) return;
    // Of another epoch: the book went on through another client, and its updates are of the new one.
    if (!position.isJustBefore(at) || !book.position.sameEpoch(at)) {
      this.await(at);
      return;
    }
    position.copy(at);
    for (const subscription of this.subscriptions)
      if (!subscription.tellUpdate(speaker, at.seq, book)) this.await(at);
  }

  settle(speaker: Speaker): boolean {
    const { book } = this;
    if (!this.isAwaiting) return true;
    if (!this.needed.known || !book.position.known) return false;
    if (book.position.compare(this.needed) < 0) return false;
    this.isAwaiting = false;
    this.position.copy(book.position);
    for (const subscription of this.subscriptions) subscription.tellImage(speaker, book);
    return true;
  }

  /** Full refreshes whose interval is over. */
  refresh(speaker: Speaker): void {
    if (this.isAwaiting) return;
    for (const subscription of this.subscriptions)
      if (subscription.isDirty) subscription.tellImage(speaker, this.book);
  }

  drop(request?: HeldRequest): void {
    this.subscriptions = this.subscriptions.filter((held) => {
      if (request !== undefined && held.request !== request) return true;
      this.book.leave(held.view);
      return false;
    });
  }

  private await(at: Position): void {
    this.needed.copy(at);
    this.isAwaiting = true;
  }
}

export class ClientTrades implements ClientStream {
  private readonly position = new Position();
  private subscriptions: TradeSubscription[] = [];

  constructor(
    readonly stream: number,
    readonly tape: TradeTape,
  ) {}

  get isUnused(): boolean {
    return this.subscriptions.length === 0;
  }

  get isDue(): boolean {
    return false;
  }

  add(subscription: TradeSubscription): void {
    this.subscriptions.push(subscription);
  }

  image(_frame: FrameDecoder, at: Position): void {
    this.tape.takeImage(at);
    this.position.copy(at);
  }

  delta(speaker: Speaker, frame: FrameDecoder, at: Position): void {
    this.tape.takeDelta(frame as TradesDecoder, at);
    if (!this.position.known || this.position.compare(at) >= 0) return;
    this.position.copy(at);
    if (!this.tape.position.sameEpoch(at)) return;
    for (const subscription of this.subscriptions)
      subscription.tellUpdate(speaker, at.seq, this.tape);
  }

  settle(): boolean {
    return true;
  }

  drop(request?: HeldRequest): void {
    this.subscriptions = this.subscriptions.filter(
      (held) => request !== undefined && held.request !== request,
    );
  }
}

export class ClientStatus implements ClientStream {
  private readonly position = new Position();
  private subscriptions: StatusSubscription[] = [];
  private state = 0;
  private reason = 0;
  private isNews = true;

  constructor(readonly stream: number) {}

  get isUnused(): boolean {
    return this.subscriptions.length === 0;
  }

  get isDue(): boolean {
    return this.isNews;
  }

  add(subscription: StatusSubscription): void {
    this.subscriptions.push(subscription);
    this.isNews = true;
  }

  image(frame: FrameDecoder, at: Position): void {
    this.take(frame, at);
  }

  delta(_speaker: Speaker, frame: FrameDecoder, at: Position): void {
    if (this.position.known && this.position.compare(at) >= 0) return;
    this.take(frame, at);
  }

  settle(speaker: Speaker): boolean {
    if (!this.position.known) return false;
    this.isNews = false;
    for (const subscription of this.subscriptions)
      subscription.tell(speaker, this.state, this.reason);
    return true;
  }

  drop(request?: HeldRequest): void {
    this.subscriptions = this.subscriptions.filter(
      (held) => request !== undefined && held.request !== request,
    );
  }

  private take(frame: FrameDecoder, at: Position): void {
    this.position.copy(at);
    this.isNews = true;
    this.state = frame.state;
    this.reason = frame.reason;
  }
}
