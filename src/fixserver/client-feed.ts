/**
 * One FIX client as the gateway's socket: frames in, W, X and f out. Owns what the client holds and how far each
 * of its streams was told. What is unsent, dropped and evicted, the gateway decides by what this says of its
 * socket. Must not call the gateway from within send(). Gateway thread.
 */
import type { FrameDecoder } from '../frame/decode-frame.js';
import { AsciiWriter } from './ascii-writer.js';
import { ClientBook, type ClientStream } from './client-stream.js';
import type { ClientCounts } from './client-counts.js';
import type { FrameTaker, FrameWalk } from './frame-walk.js';
import { SEND, type DoorClient, type DoorSocket, type FixVoice } from './gateway-door.js';
import type { Position } from './position.js';
import type { SharedStreams } from './shared-streams.js';
import type { HeldRequest, Speaker } from './subscription.js';

export interface FeedParts {
  readonly voice: FixVoice;
  readonly shared: SharedStreams;
  readonly walk: FrameWalk;
  readonly counts: ClientCounts;
  /** Unsent bytes at which a write is dropped. */
  readonly socketBytesLimit: number;
  /** Below this a full refresh goes out; above, the client is busy with what it has. */
  readonly refreshBytesLimit: number;
  /** Frames went through this client: what others wait for may be there. */
  readonly passed: (client: ClientFeed) => void;
}

/** After so long without its image a stream is asked for again. */
const IMAGE_MS_LIMIT = 2_000;

export class ClientFeed implements DoorSocket, FrameTaker, Speaker {
  readonly voice: FixVoice;
  readonly scratch = new AsciiWriter();
  /** Set by admission. */
  door: DoorClient | undefined;
  private readonly streams = new Map<number, ClientStream>();
  /** Streams that something is due for, and since when. */
  private readonly due = new Map<ClientStream, number>();
  private nowNs = 0;
  private message: Uint8Array = new Uint8Array(0);
  private readonly finished: HeldRequest[] = [];
  private readonly snapshots = new Set<HeldRequest>();

  constructor(private readonly parts: FeedParts) {
    this.voice = parts.voice;
  }

  // The gateway's side.

  send(message: Uint8Array | string, isBinary: boolean): number {
    const { voice } = this;
    // Notices are for people: the image that a drop ends with comes as a W.
    if (!isBinary || !voice.isLoggedOn) return SEND.WRITTEN;
    if (voice.unsentBytes > this.parts.socketBytesLimit) return SEND.DROPPED;
    this.message = message as Uint8Array;
    voice.inOneWrite(this.takeMessage);
    this.parts.passed(this);
    return voice.unsentBytes > 0 ? SEND.QUEUED : SEND.WRITTEN;
  }

  getBufferedAmount(): number {
    return this.voice.unsentBytes;
  }

  get bytesOffered(): number {
    return this.voice.writtenBytes;
  }

  end(_code: number, reason: string): void {
    this.voice.logout(reason);
  }

  close(): void {
    this.voice.cut('too slow: the oldest unsent byte is too old');
  }

  cork(callback: () => void): void {
    this.voice.inOneWrite(callback);
  }

  private readonly takeMessage = (): void => {
    this.parts.walk.walk(this.message, this);
    this.settle();
  };

  // The walk's side.

  defined(view: DataView, at: number): void {
    this.parts.shared.define(view, at);
  }

  image(stream: number, frame: FrameDecoder, at: Position): void {
    const held = this.streams.get(stream);
    if (held === undefined) return;
    held.image(frame, at);
    if (held.isDue) this.markDue(held);
  }

  delta(stream: number, frame: FrameDecoder, at: Position): void {
    const held = this.streams.get(stream);
    if (held === undefined) return;
    held.delta(this, frame, at);
    if (held.isDue) this.markDue(held);
  }

  countImage(): void {
    this.parts.counts.images++;
  }

  countUpdate(): void {
    this.parts.counts.updates++;
  }

  // What the client holds.

  find(stream: number): ClientStream | undefined {
    return this.streams.get(stream);
  }

  hold(stream: ClientStream): void {
    this.streams.set(stream.stream, stream);
    this.markDue(stream);
  }

  /** Something of it is due: settle() tells it as soon as it is there. */
  markDue(stream: ClientStream): void {
    if (!this.due.has(stream)) this.due.set(stream, this.nowNs);
  }

  began(request: HeldRequest): void {
    if (request.mode === 'snapshot') this.snapshots.add(request);
  }

  /** The request's streams end; those that nobody else of this client has are left. */
  drop(request: HeldRequest): void {
    const left: number[] = [];
    this.snapshots.delete(request);
    for (const stream of [...this.streams.values()]) {
      stream.drop(request);
      if (stream.isUnused) left.push(stream.stream);
    }
    for (const stream of left) this.forget(stream);
    this.door?.unsubscribe(left);
  }

  /** The session is over. */
  clear(): void {
    for (const stream of [...this.streams.keys()]) this.forget(stream);
    this.snapshots.clear();
  }

  get streamCount(): number {
    return this.streams.size;
  }

  get isWaiting(): boolean {
    return this.due.size > 0;
  }

  /** In one write: what is due and there. */
  settleAlone(): void {
    if (this.voice.isLoggedOn) this.voice.inOneWrite(this.settle);
  }

  private readonly settle = (): void => {
    for (const stream of this.due.keys()) if (stream.settle(this)) this.due.delete(stream);
  };

  get hasSnapshots(): boolean {
    return this.snapshots.size > 0;
  }

  /** Snapshots that are told, to be dropped by their owner outside of send(). */
  takeFinished(): readonly HeldRequest[] {
    this.finished.length = 0;
    for (const request of this.snapshots) if (request.imagesDue === 0) this.finished.push(request);
    return this.finished;
  }

  /** Full refreshes, once an interval; a client that has not taken the last one waits. */
  refresh(): void {
    if (!this.voice.isLoggedOn || this.voice.unsentBytes > this.parts.refreshBytesLimit) return;
    this.voice.inOneWrite(() => {
      for (const stream of this.streams.values())
        if (stream instanceof ClientBook) stream.refresh(this);
    });
  }

  /** Now and then. @returns streams whose image has been due for too long. */
  lookAtDue(nowNs: number): number[] {
    this.nowNs = nowNs;
    const late: number[] = [];
    for (const [stream, sinceNs] of this.due) {
      if (nowNs - sinceNs < IMAGE_MS_LIMIT * 1e6) continue;
      this.due.set(stream, nowNs);
      late.push(stream.stream);
    }
    return late;
  }

  private forget(stream: number): void {
    const held = this.streams.get(stream)!;
    held.drop();
    this.streams.delete(stream);
    this.due.delete(held);
    this.parts.shared.leave(stream);
  }
}
