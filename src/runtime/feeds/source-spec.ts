/** What a feed thread is to read, as plain data that can be sent to it. */
import type { Moment } from '../../config/moment.js';
import type { RecordingFormat } from '../../feed/detect-format.js';

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
      /** Of a recording of ours: where it begins and ends. */
      readonly from?: Moment;
      readonly to?: Moment;
    }
  | {
      readonly kind: 'venue';
      /** Our name of the venue. */
      readonly venue: string;
      /** The venue's own symbols, or ours. */
      readonly symbols: readonly string[];
      /** Levels a side; absent: the venue's usual depth. */
      readonly depth?: number;
      /** `lines`, `ws`, `rest`, `proxy`, and the venue's own. */
      readonly options: Readonly<Record<string, string>>;
    };

/** For people: in logs, in warnings, at /metrics. */
export function sourceName(source: SourceSpec): string {
  switch (source.kind) {
    case 'simulator':
      return `simulator ${source.venue}`;
    case 'file':
      return source.path;
    case 'venue':
      return source.venue;
  }
}
