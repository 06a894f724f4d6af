/**
 * What the configuration says of market data → one plan per feed thread. Owns what may stand beside
 * what; the notation of a source's text and of its options is config's. Cold, supervisor.
 */
import { ConfigError, type ConfigProblem } from '../../config/config-error.js';
import type { BookcastConfig } from '../../config/schema.js';
import { sectionWith } from '../../config/source-options.js';
import { parseSourceText, type SourceText } from '../../config/source-text.js';
import { parseSpeed } from '../../config/speed.js';
import { VENUE_BYTES_LIMIT } from '../../event/instrument-table.js';
import type { ReplaySpeed } from '../../feed/pacing.js';
import { sessionFiles, withCounterparty } from './counterparty.js';
import { recordingSpec } from './recording.js';
import { feedName, type SourceSpec } from './source-spec.js';
import { mergedVenue, venueOf, type VenueSpec } from './venue-plan.js';

export interface FeedPlan {
  readonly source: SourceSpec;
  readonly speed: ReplaySpeed;
  /** Whether a feed of it that breaks is opened anew while the others go on; else it ends the run. */
  readonly isReplaceable: boolean;
}

/** A source whose text is understood; a recording's file has not been looked at yet. */
type Wanted =
  | { readonly kind: 'simulator'; readonly source: SourceSpec & { kind: 'simulator' } }
  | VenueWanted
  | { readonly kind: 'file'; readonly file: BookcastConfig['source']['file'] };

interface VenueWanted {
  readonly kind: 'venue';
  readonly source: VenueSpec;
}

type Result = Wanted | { readonly problem: string };

const KEY = 'sources';
const VENUE_NAME_PATTERN = /^[a-z][a-z0-9_-]*$/;
const SIMULATOR_VENUE = 'sim';

/** @throws ConfigError naming every source that cannot be; FeedError when a recording cannot be read. */
export async function feedPlans(config: BookcastConfig): Promise<FeedPlan[]> {
  const wanted = config.sources.length === 0 ? [ofSection(config)] : ofTexts(config, KEY);
  return Promise.all(wanted.map(planOf));
}

/**
 * @param origin where the setting came from: a flag, a variable, a line of a file.
 * @throws ConfigError naming every source that cannot be.
 */
export function checkSources(config: BookcastConfig, origin: string): void {
  ofTexts(config, origin);
}

async function planOf(wanted: Wanted): Promise<FeedPlan> {
  if (wanted.kind !== 'file')
    return { source: wanted.source, speed: 1, isReplaceable: wanted.kind === 'venue' };
  const factor = parseSpeed(wanted.file.speed) ?? 1;
  return {
    source: await recordingSpec(wanted.file),
    speed: factor === Infinity ? 'max' : factor,
    isReplaceable: false,
  };
}

function ofSection({ source }: BookcastConfig): Wanted {
  const { kind, simulator, file } = source;
  if (kind === 'file') return { kind, file };
  return { kind, source: { kind, ...simulator, venue: SIMULATOR_VENUE } };
}

function ofTexts(config: BookcastConfig, origin: string): Wanted[] {
  const problems: ConfigProblem[] = [];
  const wanted: Wanted[] = [];
  for (const text of config.sources) {
    const parsed = parseSourceText(text);
    const result = 'problem' in parsed ? parsed : understand(parsed, config, wanted);
    if ('problem' in result) {
      const message = result.problem;
      problems.push({ key: KEY, origin, value: text, message });
    } else put(wanted, result);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return wanted;
}

/** A venue that is there already has been merged with its former text. */
function put(wanted: Wanted[], one: Wanted): void {
  const former = one.kind === 'venue' ? formerOf(one.source, wanted) : undefined;
  if (former === undefined) wanted.push(one);
  else wanted[wanted.indexOf(former)] = one;
}

const formerOf = (source: VenueSpec, wanted: readonly Wanted[]): VenueWanted | undefined =>
  wanted.find(
    (each): each is VenueWanted =>
      each.kind === 'venue' && feedName(each.source) === feedName(source),
  );

function understand(text: SourceText, config: BookcastConfig, before: readonly Wanted[]): Result {
  switch (text.venue) {
    case 'simulator':
      return simulatorOf(text, config, before);
    case 'file':
      return recordingOf(text, config, before);
    default:
      return liveOf(text, config, before);
  }
}

function liveOf(text: SourceText, config: BookcastConfig, before: readonly Wanted[]): Result {
  const whole = withCounterparty(text, config.fix);
  const spec = 'problem' in whole ? whole : venueOf(whole);
  if ('problem' in spec) return spec;
  const former = formerOf(spec, before);
  const source = former === undefined ? spec : mergedVenue(former.source, spec);
  if ('problem' in source) return source;
  const files = source.name === undefined ? undefined : sessionFiles(config.fix);
  return { kind: 'venue', source: files === undefined ? source : { ...source, files } };
}

function simulatorOf(
  { options }: SourceText,
  config: BookcastConfig,
  before: readonly Wanted[],
): Result {
  const venue = options.get('venue') ?? SIMULATOR_VENUE;
  if (!VENUE_NAME_PATTERN.test(venue) || venue.length > VENUE_BYTES_LIMIT)
    return {
      problem: `the option venue=${venue} must be a name of at most ${VENUE_BYTES_LIMIT} letters, digits, - and _, in lower case`,
    };
  if (before.some((each) => each.kind === 'simulator' && each.source.venue === venue))
    return {
      problem: `another simulator is the market ${venue} already: give this one a name, ?venue=${venue}2`,
    };
  const section = sectionWith('simulator', config.source.simulator, options, ['venue']);
  if ('problem' in section) return section;
  return { kind: 'simulator', source: { kind: 'simulator', ...section, venue } };
}

function recordingOf(
  { path, options }: SourceText,
  config: BookcastConfig,
  before: readonly Wanted[],
): Result {
  if (before.some((each) => each.kind === 'file' && each.file.path === path))
    return { problem: 'the file is named twice: leave one away' };
  const section = sectionWith('file', { ...config.source.file, path: path! }, options);
  return 'problem' in section ? section : { kind: 'file', file: section };
}
