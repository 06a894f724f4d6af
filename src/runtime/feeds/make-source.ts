/** Makes the feed source that a spec describes. Feed thread. */
import type { EventSink } from '../../event/sink.js';
import { CapturesSource } from '../../feed/captures-source.js';
import { ItchFileFeed } from '../../feed/itch-file-feed.js';
import type { InstrumentRegistry } from '../../feed/instrument-registry.js';
import { SimulatorFeed } from '../../feed/simulator-feed.js';
import type { FeedSource } from '../../feed/source.js';
import { wallNowMs } from '../../telemetry/clock.js';
import type { SourceSpec } from './source-spec.js';

export function makeSource(
  spec: SourceSpec,
  sink: EventSink,
  registry: InstrumentRegistry,
): FeedSource {
  switch (spec.kind) {
    case 'simulator': {
      const { symbols, messagesPerSecond, seed } = spec;
      return new SimulatorFeed({
        sink,
        registry,
        symbols,
        messagesPerSecond,
        seed,
        wallStartMs: wallNowMs(),
      });
    }
    case 'file':
      return makeFileSource(spec, sink, registry);
  }
}

function makeFileSource(
  spec: SourceSpec & { kind: 'file' },
  sink: EventSink,
  register: InstrumentRegistry,
): FeedSource {
  const { path, format, date } = spec;
  switch (format) {
    case 'itch50':
      return new ItchFileFeed({
        file: path,
        sink,
        register,
        ...(date === undefined ? {} : { date }),
      });
    case 'captures':
      return new CapturesSource({ path, sink, register });
  }
}
