/** What a framing told, as text. */
import { MessageFraming, type Garbling } from '../../../src/fix/codec/message-framing.js';
import { textOf } from './bytes-of.js';

export class FramingRecord {
  readonly messages: string[] = [];
  readonly garbled: { why: Garbling; text: string }[] = [];
  readonly framing: MessageFraming;

  constructor(bodyBytesLimit?: number) {
    this.framing = new MessageFraming(
      {
        message: (bytes, start, end) => this.messages.push(textOf(bytes, start, end)),
        garbled: (why, bytes, start, end) =>
          this.garbled.push({ why, text: textOf(bytes, start, end) }),
      },
      bodyBytesLimit,
    );
  }

  /** @param cuts where the stream is cut, ascending. */
  push(bytes: Uint8Array, cuts: readonly number[] = []): this {
    let from = 0;
    for (const cut of [...cuts, bytes.length]) {
      this.framing.push(Uint8Array.from(bytes.subarray(from, cut)));
      from = cut;
    }
    return this;
  }

  get reasons(): Garbling[] {
    return this.garbled.map(({ why }) => why);
  }
}
