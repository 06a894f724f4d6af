/**
 * What is wrong with a source, for people: a stable code, a sentence, the file and the byte. Lives
 * with the transports because capture/ throws it too. Cold code only: hot code returns results.
 */

export type FeedErrorCode =
  /** The file cannot be opened or read. */
  | 'file-unreadable'
  | 'file-empty'
  /** The content is not of the format that was asked for. */
  | 'wrong-format'
  /** The file ends inside a message, a line or a compressed block. */
  | 'truncated'
  /** The compressed stream is damaged. */
  | 'damaged-compression'
  /** Bytes of a recording that are no block, or not what the block's checksum says. */
  | 'damaged-block'
  /** The content is larger than what can be decompressed here; the message says the way out. */
  | 'too-large'
  | 'unknown-message-type'
  | 'wrong-message-length'
  /** A line or a message that cannot be read as what it should be. */
  | 'malformed';

export interface FeedErrorDetail {
  readonly code: FeedErrorCode;
  /** Says what and at which byte. */
  readonly message: string;
  readonly file?: string;
  /** From the start of the file, after decompression where it is compressed. */
  readonly byteOffset?: number;
  readonly cause?: unknown;
}

export class FeedError extends Error {
  readonly code: FeedErrorCode;
  readonly file: string | undefined;
  readonly byteOffset: number | undefined;

  constructor(detail: FeedErrorDetail) {
    super(detail.message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'FeedError';
    this.code = detail.code;
    this.file = detail.file;
    this.byteOffset = detail.byteOffset;
  }
}
