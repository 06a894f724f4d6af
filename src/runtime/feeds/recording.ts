/** A recording named by the user → what the feed thread needs to know of it. Cold, supervisor. */
import { ConfigError } from '../../config/config-error.js';
import { parseMoment, type Moment } from '../../config/moment.js';
import { detectFormat, type RecordingFormat } from '../../feed/detect-format.js';
import { PROFILE_NAMES } from '../../feed/normalize/fix/profiles.js';
import type { SourceSpec } from './source-spec.js';

export interface RecordingOptions {
  readonly path: string;
  /** auto, the default, looks at the first bytes. */
  readonly format?: RecordingFormat | 'auto';
  /** Trading day, YYYY-MM-DD, of a file that only knows the time of day (ITCH). */
  readonly date?: string;
  /** Of a recording of ours: a time of day or a time after its beginning, see config/moment. */
  readonly from?: string;
  /** Of a FIX log: the profile of counterparties that no ready one knows. */
  readonly fixProfile?: string;
  readonly to?: string;
}

/** @throws FeedError when the file cannot be read or is no recording; ConfigError for a wrong moment. */
export async function recordingSpec(options: RecordingOptions): Promise<SourceSpec> {
  const { path, date, fixProfile } = options;
  if (fixProfile !== undefined && fixProfile !== '' && !PROFILE_NAMES.includes(fixProfile)) {
    const key = 'source.file.fixProfile';
    const message = `must be one of ${PROFILE_NAMES.join(', ')}`;
    throw new ConfigError([{ key, origin: key, value: fixProfile, message }]);
  }
  const { format: wanted = 'auto' } = options;
  const format = wanted === 'auto' ? await detectFormat(path) : wanted;
  const from = momentOf('source.file.from', options.from, format);
  const to = momentOf('source.file.to', options.to, format);
  if (from && to && isBefore(to, from)) {
    const key = 'source.file.to';
    const message = `is before source.file.from, ${options.from}: nothing would be replayed`;
    throw new ConfigError([{ key, origin: key, value: options.to, message }]);
  }
  return {
    kind: 'file',
    path,
    format,
    ...(date ? { date } : {}),
    ...(fixProfile ? { fixProfile } : {}),
    ...(from && { from }),
    ...(to && { to }),
  };
}

/** Only of moments told in the same way: when the recording begins is not known here. */
function isBefore(moment: Moment, other: Moment): boolean {
  if ('unixNs' in moment) return 'unixNs' in other && moment.unixNs < other.unixNs;
  return 'afterNs' in other && moment.afterNs < other.afterNs;
}

function momentOf(key: string, text: string | undefined, format: string): Moment | undefined {
  if (text === undefined || text === '') return undefined;
  const moment = parseMoment(text);
  if (moment !== undefined && format === 'bookcast') return moment;
  const message =
    moment === undefined
      ? 'is no moment: write 2026-11-21T09:30:00Z, or +15m for so long after the beginning'
      : `only a Bookcast recording can be entered at a moment, and this file is ${format}`;
  throw new ConfigError([{ key, origin: key, value: text, message }]);
}
