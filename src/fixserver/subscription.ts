/**
 * One stream for one request of one client: what of it is told, and in which words. Owns whether an image is
 * due. Says X and W; when, its client decides. Gateway thread.
 */
import { MSG_TYPE } from '../fix/tags.js';
import type { AsciiWriter } from './ascii-writer.js';
import type { BookView } from './book-view.js';
import type { FixVoice } from './gateway-door.js';
import type { Mode } from './market-data-request.js';
import type { StreamBook } from './stream-book.js';
import type { TradeTape } from './trade-tape.js';
import { UPDATE_KIND } from './update-log.js';
import type { Wording } from './wording.js';

const SOH = '\x01';

/** What one request holds, for all its streams. */
export interface HeldRequest {
  readonly id: string;
  readonly mode: Mode;
  /** Streams whose image is still due; a snapshot is over at 0. */
  imagesDue: number;
}

/** Where a message is put together, and who sends it. */
export interface Speaker {
  readonly voice: FixVoice;
  readonly scratch: AsciiWriter;
  countImage(): void;
  countUpdate(): void;
}

const mdReqIdField = (id: string): Uint8Array => Buffer.from(`262=${id}${SOH}`, 'latin1');

function say(speaker: Speaker, msgType: string): void {
  const { scratch, voice } = speaker;
  voice.send(msgType, scratch.bytes.subarray(0, scratch.at), false);
}

export class BookSubscription {
  /** Of a full refresh: the book changed since it was told. */
  isDirty = false;
  private hasImage = false;
  private readonly idField: Uint8Array;

  constructor(
    readonly request: HeldRequest,
    readonly view: BookView,
    private readonly wording: Wording,
  ) {
    this.idField = mdReqIdField(request.id);
    request.imagesDue++;
  }

  /** The update with this seq, which follows what was told. @returns false: an image is needed. */
  tellUpdate(speaker: Speaker, seq: number, book: StreamBook): boolean {
    const { mode } = this.request;
    if (mode === 'snapshot') return true;
    const kind = this.view.log.kindOf(seq);
    if (kind === undefined || kind === UPDATE_KIND.IMAGE) return false;
    if (mode === 'refresh') {
      this.isDirty = true;
      return true;
    }
    const { log } = this.view;
    if (kind === UPDATE_KIND.NOTHING || !log.body(seq, this.wording, book)) return true;
    const { scratch } = speaker;
    scratch.at = 0;
    scratch.copy(this.idField);
    scratch.copy(log.bodyBytes, log.bodyStart, log.bodyEnd);
    say(speaker, MSG_TYPE.MarketDataIncrementalRefresh);
    speaker.countUpdate();
    return true;
  }

  /** The whole book as it is now. */
  tellImage(speaker: Speaker, book: StreamBook): void {
    if (this.request.mode === 'snapshot' && this.hasImage) return;
    const { scratch } = speaker;
    const image = this.view.image(this.wording);
    scratch.at = 0;
    scratch.copy(book.nameFields(this.wording.naming));
    scratch.copy(this.idField);
    scratch.copy(image.bytes, 0, image.at);
    say(speaker, MSG_TYPE.MarketDataSnapshotFullRefresh);
    speaker.countImage();
    this.isDirty = false;
    if (!this.hasImage) this.request.imagesDue--;
    this.hasImage = true;
  }
}

export class TradeSubscription {
  private readonly idField: Uint8Array;

  constructor(
    readonly request: HeldRequest,
    private readonly wording: Wording,
    tape: TradeTape,
  ) {
    this.idField = mdReqIdField(request.id);
    tape.use(wording);
  }

  tellUpdate(speaker: Speaker, seq: number, tape: TradeTape): void {
    if (!tape.body(seq, this.wording)) return;
    const { scratch } = speaker;
    scratch.at = 0;
    scratch.copy(this.idField);
    scratch.copy(tape.bodyBytes, tape.bodyStart, tape.bodyEnd);
    say(speaker, MSG_TYPE.MarketDataIncrementalRefresh);
    speaker.countUpdate();
  }
}
