/**
 * Which feeds are recorded, and where to: from the setting and the sources to one file a feed. Owns what
 * may be recorded. Cold, supervisor.
 */
import { ConfigError } from '../../config/config-error.js';
import type { BookcastConfig } from '../../config/schema.js';
import { feedName, type SourceSpec } from '../feeds/source-spec.js';

export interface RecordingShape {
  readonly feeds: readonly { readonly feed: number; readonly path: string }[];
  readonly queueBytes: number;
}

const KEY = 'record.path';
const VENUE_MARK = '{venue}';

/** @throws ConfigError where there is nothing to record, or two venues would be one file. */
export function recordingShape(
  config: BookcastConfig,
  sources: readonly SourceSpec[],
): RecordingShape {
  const { path, queueBytes } = config.record;
  if (path === '') return { feeds: [], queueBytes };
  const venues = sources.flatMap((source, feed) =>
    source.kind === 'venue' ? [{ feed, venue: feedName(source) }] : [],
  );
  const refuse = (message: string): never => {
    throw new ConfigError([{ key: KEY, origin: KEY, value: path, message }]);
  };
  if (venues.length === 0) {
    refuse(
      'nothing to record: only live venues are; name one with --source, or leave the path away',
    );
  }
  if (venues.length > 1 && !path.includes(VENUE_MARK)) {
    refuse(
      `${venues.length} venues need a file each: write ${VENUE_MARK} where its name is to go, as in raw-${VENUE_MARK}.bcr`,
    );
  }
  return {
    feeds: venues.map(({ feed, venue }) => ({ feed, path: path.replaceAll(VENUE_MARK, venue) })),
    queueBytes,
  };
}
