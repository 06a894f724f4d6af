/**
 * Takes a binary message apart: verifies each frame, binds the right decoder, hands it on. Owns the
 * decoders (one of each kind, reused); must never hand on a frame that the verifier refused.
 */
import { BboDecoder } from '../frame/decode-bbo.js';
import { BookDecoder } from '../frame/decode-book.js';
import { decodedKind, FrameDecoder } from '../frame/decode-frame.js';
import { decodeInstrument } from '../frame/decode-instrument.js';
import { OrdersDecoder } from '../frame/decode-orders.js';
import { TradesDecoder } from '../frame/decode-trades.js';
import { FRAME_KIND } from '../frame/frame-header.js';
import { UNKNOWN_IDENTIFIER, verifiedFrameBytes, verifyFrame } from '../frame/verify-frame.js';
import { SCALE_MAX } from '../market/decimal.js';
import type { Instrument } from '../market/instrument.js';
import { BookcastError } from './errors.js';

export interface FrameTarget {
  frame(frame: FrameDecoder): void;
  instrument(instrument: Instrument): void;
  /** A latency report lies at `at`. */
  latencyReport(view: DataView, at: number): void;
}

export class FrameDispatcher {
  private readonly book = new BookDecoder();
  private readonly bbo = new BboDecoder();
  private readonly trades = new TradesDecoder();
  private readonly orders = new OrdersDecoder();
  private readonly plain = new FrameDecoder();

  constructor(private readonly target: FrameTarget) {}

  /**
   * All frames of one WebSocket message; kinds that a later server may have are skipped.
   * @throws BookcastError `protocol` at the first frame that is malformed; those before it were handed on.
   */
  dispatch(data: ArrayBuffer | ArrayBufferView): void {
    const view = ArrayBuffer.isView(data)
      ? new DataView(data.buffer, data.byteOffset, data.byteLength)
      : new DataView(data);
    let at = 0;
    while (at < view.byteLength) {
      const wrong = verifyFrame(view, at, view.byteLength - at);
      if (wrong === undefined) this.dispatchFrame(view, at);
      else if (wrong !== UNKNOWN_IDENTIFIER)
        throw new BookcastError('protocol', `a malformed frame at byte ${at}: ${wrong}`);
      at += verifiedFrameBytes(view, at);
    }
  }

  private dispatchFrame(view: DataView, at: number): void {
    const kind = decodedKind(view, at);
    if (kind === FRAME_KIND.INSTRUMENT) {
      const instrument = decodeInstrument(view, at);
      if (instrument.priceScale > SCALE_MAX || instrument.quantityScale > SCALE_MAX) {
        throw new BookcastError('protocol', `an instrument with scales beyond ${SCALE_MAX}`);
      }
      this.target.instrument(instrument);
      return;
    }
    if (kind === FRAME_KIND.LATENCY_REPORT) {
      this.target.latencyReport(view, at);
      return;
    }
    const decoder = this.decoderOf(kind);
    decoder.bind(view, at);
    if (kind !== FRAME_KIND.HEARTBEAT) this.target.frame(decoder);
  }

  private decoderOf(kind: number): FrameDecoder {
    switch (kind) {
      case FRAME_KIND.IMAGE:
      case FRAME_KIND.DELTA:
        return this.book;
      case FRAME_KIND.BBO:
        return this.bbo;
      case FRAME_KIND.TRADES:
        return this.trades;
      case FRAME_KIND.ORDERS:
        return this.orders;
      default:
        return this.plain;
    }
  }
}
