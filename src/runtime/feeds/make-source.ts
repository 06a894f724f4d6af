/** Makes the feed source that a spec describes. Feed thread. */
import type { InstrumentTable } from '../../event/instrument-table.js';
import type { EventSink } from '../../event/sink.js';
import { RecordingSource } from '../../capture/recording-source.js';
import { CapturesSource } from '../../feed/captures-source.js';
import type { FeedTap } from '../../feed/feed-tap.js';
import { FixLogSource } from '../../feed/fix-log-source.js';
import { ItchFileFeed } from '../../feed/itch-file-feed.js';
import type { InstrumentRegistry } from '../../feed/instrument-registry.js';
import { SimulatorFeed } from '../../feed/simulator-feed.js';
import { findVenue } from '../../feed/normalize/venue-table.js';
import type { FeedSource } from '../../feed/source.js';
import { takeSecrets } from '../../feed/source-secrets.js';
import { VenueFeed } from '../../feed/venue-feed.js';
import { wallNowMs, type Clock } from '../../telemetry/clock.js';
import type { SourceSpec } from './source-spec.js';
import { venueRequest } from './venue-request.js';

export interface SourceDeps {
  readonly sink: EventSink;
  readonly registry: InstrumentRegistry;
  readonly table: InstrumentTable;
  readonly clock: Clock;
  /** Hears what a live venue's normalizer is told. */
  readonly tap?: FeedTap;
  /** A line for the operator's log. */
  readonly note: (text: string) => void;
}

export function makeSource(spec: SourceSpec, deps: SourceDeps): FeedSource {
  const { sink, registry } = deps;
  switch (spec.kind) {
    case 'simulator': {
      const { symbols, messagesPerSecond, seed, venue } = spec;
      return new SimulatorFeed({
        sink,
        registry,
        symbols,
        messagesPerSecond,
        seed,
        venue,
        wallStartMs: wallNowMs(),
      });
    }
    case 'file':
      return makeFileSource(spec, sink, registry);
    case 'venue':
      return makeVenueSource(spec, deps);
  }
}

function makeVenueSource(spec: SourceSpec & { kind: 'venue' }, deps: SourceDeps): FeedSource {
  const entry = findVenue(spec.venue)!;
  const { wants, endpoints, proxy, lifetimeMs, own } = venueRequest(spec, entry);
  const { secrets, options, missing } = takeSecrets(
    spec.venue,
    (typeof entry.secrets === 'function' ? entry.secrets(own) : entry.secrets) ?? {},
    own,
    process.env,
  );
  for (const text of missing) deps.note(text);
  return new VenueFeed({
    ...deps,
    entry,
    wants,
    endpoints,
    options,
    secrets,
    ...(proxy === undefined ? {} : { proxy }),
    ...(lifetimeMs === undefined ? {} : { lifetimeMs }),
    ...(spec.files === undefined ? {} : { files: spec.files }),
    randomSeed: wallNowMs() % SEED_RANGE,
  });
}

const SEED_RANGE = 4294967296;

function makeFileSource(
  spec: SourceSpec & { kind: 'file' },
  sink: EventSink,
  register: InstrumentRegistry,
): FeedSource {
  const { path, format, date, from, to, fixProfile } = spec;
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
    case 'fix':
      return new FixLogSource({
        path,
        sink,
        register,
        ...(fixProfile === undefined ? {} : { profile: fixProfile }),
      });
    case 'bookcast':
      return new RecordingSource({
        path,
        sink,
        register,
        ...(from && { from }),
        ...(to && { to }),
      });
  }
}
