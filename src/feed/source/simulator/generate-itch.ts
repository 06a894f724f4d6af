/**
 * A simulated trading day as an ITCH 5.0 file (BinaryFILE: 2-byte length, message). The same options
 * give the same bytes, on any host. Owns the day's shape: opening, order flow, closing. Cold API; the
 * inner loop does not allocate.
 */
import { WRITTEN_BYTES_MAX } from './itch-writer.js';
import { CLOSING_MESSAGES, openingMessages, OrderFlow } from './order-flow.js';

export interface GenerateItchOptions {
  /** All messages of the file, those of opening and closing included. */
  readonly messages: number;
  readonly symbols: number;
  readonly seed: number;
  /** Mean rate of the timestamps. */
  readonly messagesPerSecond?: number;
  /** Orders alive at which adds begin to be balanced by deletes. */
  readonly liveOrderLimit?: number;
}

export const GENERATED_RATE_DEFAULT = 20_000;
/** The mix of the messages is kept until so many orders rest; with fewer it would end sooner. */
export const GENERATED_LIVE_ORDER_LIMIT_DEFAULT = 4_194_304;
const CHUNK_BYTES = 1024 * 1024;

export class ItchGenerator {
  private readonly flow: OrderFlow;
  private readonly total: number;
  private written = 0;

  /** @throws RangeError naming the option, its value and what is allowed. */
  constructor(options: GenerateItchOptions) {
    const { messages, symbols } = options;
    const least = openingMessages(symbols) + CLOSING_MESSAGES;
    if (!Number.isSafeInteger(messages) || messages < least) {
      throw new RangeError(
        `messages ${messages}: expected an integer from ${least} (opening and closing of ${symbols} symbols)`,
      );
    }
    this.total = messages;
    this.flow = new OrderFlow({
      symbols,
      seed: options.seed,
      messagesPerSecond: options.messagesPerSecond ?? GENERATED_RATE_DEFAULT,
      liveOrderLimit: options.liveOrderLimit ?? GENERATED_LIVE_ORDER_LIMIT_DEFAULT,
    });
  }

  get messagesWritten(): number {
    return this.written;
  }

  /** Write whole messages as long as there is room. @returns bytes written, 0 at the end. */
  fill(target: Uint8Array): number {
    const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
    const limit = target.byteLength - WRITTEN_BYTES_MAX;
    const closingFrom = this.total - CLOSING_MESSAGES;
    const { flow, total } = this;
    let written = this.written;
    let at = 0;
    while (at <= limit && written < total) {
      at +=
        written < closingFrom
          ? flow.emit(view, at)
          : flow.emitClosing(view, at, written - closingFrom);
      written++;
    }
    this.written = written;
    return at;
  }
}

/**
 * The whole file, chunk by chunk. A chunk is valid until writeChunk's promise resolves.
 * @param onProgress called after every chunk with the messages written so far.
 */
export async function generateItch(
  options: GenerateItchOptions,
  writeChunk: (chunk: Uint8Array) => void | Promise<void>,
  onProgress?: (messages: number) => void,
): Promise<void> {
  const generator = new ItchGenerator(options);
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (;;) {
    const bytes = generator.fill(buffer);
    if (bytes === 0) return;
    await writeChunk(buffer.subarray(0, bytes));
    onProgress?.(generator.messagesWritten);
  }
}
