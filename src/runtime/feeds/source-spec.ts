/** What a feed thread is to read, as plain data that can be sent to it. */
import type { RecordingFormat } from '../../feed/detect-format.js';

export type SourceSpec =
  | {
      readonly kind: 'simulator';
      readonly symbols: number;
      readonly messagesPerSecond: number;
      readonly seed: number;
    }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly format: RecordingFormat;
      /** YYYY-MM-DD; for formats that know the time of day only. */
      readonly date?: string;
    };
