/**
 * A trades stream as this server's FIX clients have it: what happened in this poll, said once in each wording.
 * Owns the encoded entries; what is older than the poll is forgotten, a trade is told once or not at all. Gateway thread.
 */
import { decimalOfWords } from '../frame/decode-frame.js';
import type { TradesDecoder } from '../frame/decode-trades.js';
import { TRADE_FLAG } from '../frame/trades.js';
import type { Instrument } from '../market/instrument.js';
import { AsciiWriter, asciiBytes } from './ascii-writer.js';
import { Position } from './position.js';
import { WORDING_COUNT, instrumentFields, type Wording } from './wording.js';

const SOH = '\x01';
const NEW_TRADE = asciiBytes(`279=0${SOH}269=2${SOH}`);
const BROKEN_TRADE = asciiBytes(`279=2${SOH}269=2${SOH}`);
const NO_ENTRIES = asciiBytes('268=');
const PRICE = asciiBytes('270=');
const SIZE = asciiBytes('271=');

/** What is said in one wording: entries of frame after frame, from firstSeq on. */
class Said {
  readonly writer = new AsciiWriter();
  /** Where the entries of each frame end. */
  readonly ends: number[] = [];
}

export class TradeTape {
  readonly position = new Position();
  private firstSeq = 0;
  private pollSentNs = 0;
  private readonly said: (Said | undefined)[] = new Array<undefined>(WORDING_COUNT).fill(undefined);
  private wordings: Wording[] = [];

  /** Of the body that body() found. */
  bodyBytes: Uint8Array = new Uint8Array(0);
  bodyStart = 0;
  bodyEnd = 0;

  constructor(private readonly instrumentOf: () => Instrument | undefined) {}

  /** From now on it is said in this wording, too. */
  use(wording: Wording): void {
    if (this.said[wording.index] !== undefined) return;
    this.said[wording.index] = new Said();
    this.wordings = [...this.wordings, wording];
    this.restart(this.position.seq + 1);
  }

  /** The stream stands there; it has no content. */
  takeImage(at: Position): void {
    if (this.position.known && this.position.compare(at) >= 0) return;
    this.position.copy(at);
    this.restart(at.seq + 1);
  }

  takeDelta(frame: TradesDecoder, at: Position): void {
    if (!this.position.isJustBefore(at)) return;
    const instrument = this.instrumentOf();
    this.position.copy(at);
    if (frame.sentNs !== this.pollSentNs) this.restart(at.seq);
    this.pollSentNs = frame.sentNs;
    for (const wording of this.wordings) {
      const said = this.said[wording.index]!;
      if (instrument !== undefined) encode(said.writer, frame, instrument, wording);
      said.ends.push(said.writer.at);
    }
  }

  /** The entries of a frame into the fields above. @returns false where they are not known (any more), or none. */
  body(seq: number, wording: Wording): boolean {
    const said = this.said[wording.index]!;
    const index = seq - this.firstSeq;
    const end = said.ends[index];
    if (end === undefined) return false;
    this.bodyBytes = said.writer.bytes;
    this.bodyStart = index === 0 ? 0 : said.ends[index - 1]!;
    this.bodyEnd = end;
    return end > this.bodyStart;
  }

  private restart(firstSeq: number): void {
    this.firstSeq = firstSeq;
    for (const wording of this.wordings) {
      const said = this.said[wording.index]!;
      said.writer.at = 0;
      said.ends.length = 0;
    }
  }
}

function encode(
  writer: AsciiWriter,
  frame: TradesDecoder,
  instrument: Instrument,
  wording: Wording,
): void {
  if (frame.count === 0) return;
  const names = instrumentFields(instrument, wording.naming);
  writer.integerField(NO_ENTRIES, frame.count);
  for (let i = 0; i < frame.count; i++) {
    const isBroken = (frame.tradeFlags(i) & TRADE_FLAG.BROKEN) !== 0;
    const [high, low] = [frame.idHigh(i), frame.idLow(i)];
    writer.copy(isBroken ? BROKEN_TRADE : NEW_TRADE);
    if ((high | low) !== 0) writer.copy(asciiBytes(`278=${decimalOfWords(high, low)}${SOH}`));
    writer.copy(names);
    if (isBroken) continue;
    writer.decimalField(PRICE, frame.price(i), instrument.priceScale);
    writer.decimalField(SIZE, frame.quantity(i), instrument.quantityScale);
  }
}
