/** The text for `--source` by which a server finds a simulated counterparty and reads it rightly. Cold. */
import type { FixVenueOptions } from './fix-venue-options.js';

export interface SourceNames {
  readonly symbols: readonly string[];
  /** Its name, and the server's. */
  readonly senderCompId: string;
  readonly targetCompId: string;
  /** `HOST:PORT` where the simulator listens, or where the server has to. */
  readonly address: string;
  readonly isInitiator: boolean;
  readonly isTls: boolean;
  readonly username?: string;
}

/** The venue's name is given: two simulators may be served at once. */
export function fixSourceText(venue: FixVenueOptions, names: SourceNames): string {
  const { version, keying, hasRptSeq, depthLimit, hasTrades, hasSecurityList, hasStatus } = venue;
  const { symbols, address, isInitiator, isTls, username } = names;
  const options: Record<string, string> = {
    [isInitiator ? 'listen' : 'host']: address,
    version,
    sender: names.targetCompId,
    target: names.senderCompId,
    profile: keying,
    rptSeq: hasRptSeq ? 'entry' : 'none',
    entryTypes: hasTrades ? '0,1,2' : '0,1',
    ...(depthLimit === 0 ? { depth: '0' } : {}),
    ...(hasSecurityList ? { list: 'security-list', listFields: '559=4' } : {}),
    ...(hasStatus ? { status: 'both' } : {}),
    ...(isInitiator ? { subscribe: 'none', list: 'none', status: 'none' } : {}),
    ...(hasOwnFields(venue) ? { validate: 'no' } : {}),
    ...(isTls ? { tls: 'yes' } : {}),
    ...(username === undefined ? {} : { username }),
  };
  const depth = depthLimit === 0 ? '' : `@${depthLimit}`;
  const query = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return `fix:${symbols.join(',')}${depth}?${query.join('&')}`;
}

/** Whether it says what its version's dictionary does not have: RptSeq, AggressorSide, LastFragment, tick sizes. */
function hasOwnFields(venue: FixVenueOptions): boolean {
  const isNewest = venue.version === 'FIX.5.0SP2';
  const extends44 = venue.hasRptSeq || venue.hasSecurityList || venue.keying === 'id';
  return venue.hasTrades || venue.fragmentEntries > 0 || (!isNewest && extends44);
}
