/**
 * What a write of the gateway holds: frame by frame to whoever the stream is. Owns the decoders, bound again for
 * each frame, so a walk must not be begun within another. Gateway thread.
 */
import { BookDecoder } from '../frame/decode-book.js';
import { decodedKind, FrameDecoder } from '../frame/decode-frame.js';
import { TradesDecoder } from '../frame/decode-trades.js';
import { FRAME_FLAG, FRAME_KIND } from '../frame/frame-header.js';
import { verifiedFrameBytes } from '../frame/verify-frame.js';
import { Position } from './position.js';

export interface FrameTaker {
  defined(view: DataView, at: number): void;
  image(stream: number, frame: FrameDecoder, at: Position): void;
  delta(stream: number, frame: FrameDecoder, at: Position): void;
}

export class FrameWalk {
  private readonly book = new BookDecoder();
  private readonly trades = new TradesDecoder();
  private readonly header = new FrameDecoder();
  private readonly position = new Position();
  private view: DataView = new DataView(new ArrayBuffer(0));

  /** @param message frames of our own process, back to back; valid during the call. */
  walk(message: Uint8Array, taker: FrameTaker): void {
    // The gateway writes out of few blocks, again and again.
    if (message.buffer !== this.view.buffer) this.view = new DataView(message.buffer);
    const { view } = this;
    const end = message.byteOffset + message.byteLength;
    for (let at = message.byteOffset; at < end; at += verifiedFrameBytes(view, at)) {
      const kind = decodedKind(view, at);
      switch (kind) {
        case FRAME_KIND.INSTRUMENT:
          taker.defined(view, at);
          break;
        case FRAME_KIND.IMAGE:
        case FRAME_KIND.DELTA:
          this.take(this.book, view, at, taker);
          break;
        case FRAME_KIND.TRADES:
          this.take(this.trades, view, at, taker);
          break;
        case FRAME_KIND.STATUS:
          this.take(this.header, view, at, taker);
          break;
        default:
        // Heartbeats and what nobody here subscribes to: FIX has its own.
      }
    }
  }

  private take(frame: FrameDecoder, view: DataView, at: number, taker: FrameTaker): void {
    frame.bind(view, at);
    const { position } = this;
    position.set(frame.epochStart, frame.epochCounter, frame.seq);
    if ((frame.flags & FRAME_FLAG.IMAGE) !== 0) taker.image(frame.stream, frame, position);
    else taker.delta(frame.stream, frame, position);
  }
}
