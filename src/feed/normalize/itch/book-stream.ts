/**
 * A stream of ITCH messages in order, with holes that it is told of, and images that mend them: which
 * messages go to the books at once, which wait for an image, which one is in the image already. Owns
 * what waits; says when it wants an image. Sans-I/O. Feed thread.
 *
 * A book that is lost is STALE at once. Order messages for it wait; the others go on. An image made
 * before message S counts when S is not below the first message that we have without a hole; waiting
 * messages below S are dropped, the others applied. An image that is ahead of the stream waits for it.
 */
import type { EventSink } from '../../../event/sink.js';
import type { StateReason } from '../../../market/state.js';
import type { InstrumentId } from '../../../market/units.js';
import { TYPE } from './itch-codes.js';
import { ItchImage } from './itch-image.js';
import { ITCH_LENGTHS } from './itch-messages.js';
import { ItchNormalizer, type ItchNormalizerOptions } from './itch-normalizer.js';
import { MessageBuffer } from './message-buffer.js';

export interface BookStreamOptions extends ItchNormalizerOptions {
  readonly sink: EventSink;
  /** Whether there are images to be had. */
  readonly hasImages: boolean;
  /** Bytes of messages that may wait for an image; with more, a newer image is needed. */
  readonly waitingBytesLimit: number;
}

const LOCATE = 1;
/** Messages that change resting orders; the others go on whatever becomes of the books. */
const CHANGES_ORDERS = new Uint8Array(256);
for (const letter of ['A', 'F', 'E', 'C', 'X', 'D', 'U'] as const) CHANGES_ORDERS[TYPE[letter]] = 1;

export class BookStream {
  readonly normalizer: ItchNormalizer;
  /** Messages of a type that ITCH 5.0 does not know, and empty ones. */
  unknownMessages = 0;
  /** Images that were complete and counted. */
  images = 0;
  /** Images that broke off, were damaged, or older than what we had. */
  uselessImages = 0;
  private readonly image: ItchImage;
  private readonly waiting: MessageBuffer;
  /** Sequence behind the newest message. */
  private next = 1;
  /** Some book is lost. */
  private isMending = false;
  /** Waiting messages have no hole from here on. */
  private wholeFrom = 1;
  private isInImage = false;
  /** The image is complete but made before this message, which has not come yet; NaN without one. */
  private imageNext = NaN;

  constructor(private readonly options: BookStreamOptions) {
    this.normalizer = new ItchNormalizer(options);
    this.image = new ItchImage(options.sink, this.normalizer);
    this.waiting = new MessageBuffer(options.waitingBytesLimit);
  }

  /** Messages that wait for an image. */
  get waitingCount(): number {
    return this.waiting.count;
  }

  /** Whether an image is to be asked for: one is needed, and none is coming. */
  get wantsImage(): boolean {
    const isComing = this.isInImage || !Number.isNaN(this.imageNext);
    return this.isMending && this.options.hasImages && !isComing;
  }

  message(view: DataView, at: number, length: number, sequence: number, receivedNs: number): void {
    this.next = sequence + 1;
    const type = length === 0 ? 0 : view.getUint8(at);
    if (length === 0 || ITCH_LENGTHS[type] !== length) {
      this.unknownMessages++;
    } else if (this.isMending && CHANGES_ORDERS[type] !== 0 && this.mustWait(view, at)) {
      this.wait(view, at, length, sequence, receivedNs);
    } else {
      this.handOn(view, at, sequence, receivedNs);
    }
    if (this.next >= this.imageNext) this.finishImage();
  }

  /** A new session: the books are empty, everything before counts no more. */
  sessionBegan(receivedNs: number): void {
    const { normalizer } = this;
    normalizer.header.receivedNs = receivedNs;
    normalizer.header.sourceSequence = 0;
    this.isMending = false;
    this.next = 1;
    this.wholeFrom = 1;
    this.imageNext = NaN;
    this.isInImage = false;
    this.waiting.clear();
    normalizer.session.begin();
  }

  /** No more messages in this session; the books stay as they are. */
  sessionEnded(receivedNs: number): void {
    this.normalizer.header.receivedNs = receivedNs;
    this.normalizer.session.end();
  }

  /** The messages before `next` that have not come are lost: no book is right any more. */
  skipTo(next: number, reason: StateReason, receivedNs: number): void {
    if (next > this.next) this.next = next;
    this.waiting.clear();
    this.loseAll(this.next, reason, receivedNs);
  }

  /** No book is right any more; one made of all messages before `wholeFrom`, or of more, is. */
  loseAll(wholeFrom: number, reason: StateReason, receivedNs: number): void {
    this.normalizer.header.receivedNs = receivedNs;
    this.normalizer.session.loseAll(reason);
    this.mendFrom(Math.max(this.next, wholeFrom));
  }

  /** One book is not right. Without images nothing can be done about it. */
  lose(instrument: InstrumentId, reason: StateReason, receivedNs: number): void {
    const { session } = this.normalizer;
    const locate = session.locateOf(instrument);
    if (locate < 0 || session.lostBecause(locate) !== 0 || !this.options.hasImages) return;
    this.normalizer.header.receivedNs = receivedNs;
    session.lose(locate, reason);
    this.mendFrom(this.next);
  }

  /** Whether the books can be current; NONE ends the doubt. */
  setDoubt(reason: StateReason, receivedNs: number): void {
    this.normalizer.header.receivedNs = receivedNs;
    this.normalizer.session.setDoubt(reason);
  }

  /** The first message of an image comes next. */
  imageBegan(): void {
    this.isInImage = true;
    this.imageNext = NaN;
    this.image.begin();
  }

  /** @returns false when the image is useless: imageFailed() follows. */
  imageMessage(view: DataView, at: number, length: number, receivedNs: number): boolean {
    if (!this.isInImage) return true;
    this.normalizer.header.receivedNs = receivedNs;
    return this.image.message(view, at, length);
  }

  /** It is complete. @returns false when it is of no use: it was made before message `sequence`, which is too old. */
  imageEnded(sequence: number, receivedNs: number): boolean {
    if (!this.isInImage) return true;
    this.normalizer.header.receivedNs = receivedNs;
    this.isInImage = false;
    if (sequence < this.wholeFrom) {
      this.discardImage();
      return false;
    }
    this.imageNext = sequence;
    if (this.next >= sequence) this.finishImage();
    return true;
  }

  /** It broke off; the books stay STALE. */
  imageFailed(): void {
    if (this.isInImage) this.discardImage();
    this.isInImage = false;
  }

  private handOn(view: DataView, at: number, sequence: number, receivedNs: number): void {
    const { normalizer } = this;
    normalizer.nextSequence = sequence;
    normalizer.header.receivedNs = receivedNs;
    const before = normalizer.session.lossCount;
    normalizer.process(view, at);
    if (normalizer.session.lossCount !== before) this.mendFrom(sequence + 1);
  }

  private mustWait(view: DataView, at: number): boolean {
    const { session } = this.normalizer;
    return this.options.hasImages && session.lostBecause(view.getUint16(at + LOCATE)) !== 0;
  }

  private wait(view: DataView, at: number, length: number, sequence: number, ns: number): void {
    if (this.waiting.add(view, at, length, sequence, ns)) return;
    // Full: what has waited is given up, and with it every image made before this message.
    this.waiting.clear();
    this.wholeFrom = sequence;
    this.waiting.add(view, at, length, sequence, ns);
  }

  private mendFrom(wholeFrom: number): void {
    this.isMending = true;
    this.wholeFrom = Math.max(this.wholeFrom, wholeFrom);
    // An image that waits for the stream, but does not reach over the new hole.
    if (this.imageNext < this.wholeFrom) this.discardImage();
  }

  private discardImage(): void {
    this.imageNext = NaN;
    this.uselessImages++;
    this.image.abandon();
  }

  private finishImage(): void {
    const { session } = this.normalizer;
    const sequence = this.imageNext;
    this.imageNext = NaN;
    this.images++;
    this.image.end(sequence);
    // What was lost after the image had begun is not in it.
    this.isMending = false;
    for (const locate of session.declared()) {
      if (session.lostBecause(locate) !== 0) this.isMending = true;
    }
    this.wholeFrom = Math.max(this.wholeFrom, sequence);
    this.waiting.sift((view, at, each, receivedNs) => {
      if (each < sequence) return false;
      if (this.mustWait(view, at)) return true;
      this.handOn(view, at, each, receivedNs);
      return false;
    });
  }
}
