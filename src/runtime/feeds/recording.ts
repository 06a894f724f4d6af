/** A recording named by the user → what the feed thread needs to know of it. Cold, supervisor. */
import { detectFormat, type RecordingFormat } from '../../feed/detect-format.js';
import type { SourceSpec } from './source-spec.js';

export interface RecordingOptions {
  readonly path: string;
  /** auto, the default, looks at the first bytes. */
  readonly format?: RecordingFormat | 'auto';
  /** Trading day, YYYY-MM-DD, of a file that only knows the time of day (ITCH). */
  readonly date?: string;
}

/** @throws FeedError when the file cannot be read or is no recording. */
export async function recordingSpec(options: RecordingOptions): Promise<SourceSpec> {
  const { path, format = 'auto', date } = options;
  return {
    kind: 'file',
    path,
    format: format === 'auto' ? await detectFormat(path) : format,
    ...(date ? { date } : {}),
  };
}
