/** What a feed thread is to read, as plain data that can be sent to it. */
import type { Moment } from '../../config/moment.js';
import type { RecordingFormat } from '../../feed/detect-format.js';
import type { FilesSettings } from '../../fix/session/endpoint-settings.js';

export type SourceSpec =
  | {
      readonly kind: 'simulator';
      readonly symbols: number;
      readonly messagesPerSecond: number;
      readonly seed: number;
      /** What its instruments are called, `sim:…`. */
      readonly venue: string;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly format: RecordingFormat;
      /** YYYY-MM-DD; for formats that know the time of day only. */
      readonly date?: string;
      /** Of a FIX log: the profile of counterparties that no ready one knows. */
      readonly fixProfile?: string;
      /** Of a recording of ours: where it begins and ends. */
      readonly from?: Moment;
      readonly to?: Moment;
    }
  | {
      readonly kind: 'venue';
      /** Our name of the venue. */
      readonly venue: string;
      /** What its instruments are called, where that is another name: a FIX counterparty's. */
      readonly name?: string;
      /** The venue's own symbols, or ours. */
      readonly symbols: readonly string[];
      /** Levels a side; absent: the venue's usual depth. */
      readonly depth?: number;
      /** What the session of a FIX counterparty keeps on disk. */
      readonly files?: FilesSettings;
      /** `lines`, `ws`, `rest`, `proxy`, and the venue's own. */
      readonly options: Readonly<Record<string, string>>;
    };

/** What tells a live feed from the others: the venue in front of its instruments. */
export const feedName = (source: SourceSpec & { readonly kind: 'venue' }): string =>
  source.name ?? source.venue;

/** For people: in logs, in warnings, at /metrics. */
export function sourceName(source: SourceSpec): string {
  switch (source.kind) {
    case 'simulator':
      return `simulator ${source.venue}`;
    case 'file':
      return source.path;
    case 'venue':
      return feedName(source);
  }
}
