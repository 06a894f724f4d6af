/** Makes the feed source that a spec describes. Feed thread. */
import type { EventSink } from '../event/sink.js';
import { CapturesSource } from '../feed/captures-source.js';
import { ItchFileFeed } from '../feed/itch-file-feed.js';
import type { InstrumentRegister } from '../feed/normalize/instrument-register.js';
import type { FeedSource } from '../feed/source.js';
import type { SourceSpec } from './source-spec.js';

export function makeSource(spec: SourceSpec, sink: EventSink, register: InstrumentRegister): FeedSource {
  switch (spec.kind) {
    case 'simulator':
      throw new Error('simulator: not yet');
    case 'file':
      return makeFileSource(spec, sink, register);
  }
}

function makeFileSource(
  spec: SourceSpec & { kind: 'file' },
  sink: EventSink,
  register: InstrumentRegister,
): FeedSource {
  const { path, format, date } = spec;
  switch (format) {
    case 'itch50':
      return new ItchFileFeed({ file: path, sink, register, ...(date === undefined ? {} : { date }) });
    case 'captures':
      return new CapturesSource({ path, sink, register });
  }
}
