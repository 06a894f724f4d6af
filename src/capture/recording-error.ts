/** What is wrong with a recording that is to be written: a stable code and a sentence with a way out. Cold. */

export type RecordingErrorCode =
  /** A file of that name is there and is something else. */
  | 'not-a-recording'
  /** Another recorder writes it. */
  | 'recording-in-use'
  /** The system refused to open, write or sync it. */
  | 'recording-io';

export class RecordingError extends Error {
  constructor(
    readonly code: RecordingErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RecordingError';
  }
}

export const ioError = (path: string, doing: string, cause: unknown): RecordingError =>
  new RecordingError(
    'recording-io',
    `cannot ${doing} ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
    cause,
  );
