/** What is wrong with a Zstandard file. Cold. */

export type ZstdErrorCode = 'zstd-corrupt' | 'zstd-unsupported' | 'zstd-checksum';

/** @throws by the decoder of this folder; `byteOffset` counts compressed bytes from the file's start. */
export class ZstdError extends Error {
  byteOffset = 0;

  constructor(
    readonly code: ZstdErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ZstdError';
  }
}

export const corrupt = (what: string): ZstdError => new ZstdError('zstd-corrupt', what);
