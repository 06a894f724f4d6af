/** A run that cannot start or go on, with a stable code. Cold. */
import type { ThreadFailure } from './threads/thread-messages.js';

export class RunError extends Error {
  readonly code: string;
  /** Where in the source, where that is known. */
  readonly byteOffset: number | undefined;

  constructor(failure: ThreadFailure) {
    super(failure.message);
    this.name = 'RunError';
    this.code = failure.code;
    this.byteOffset = failure.byteOffset;
  }
}
