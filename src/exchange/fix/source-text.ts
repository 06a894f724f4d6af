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
  readonly caPath?: string;
  readonly username?: string;
}

/** The venue's name is given: two simulators may be served at once. */
export function fixSourceText(
  {
    version,
    keying,
    hasRptSeq,
    depthLimit,
    hasTrades,
    hasSecurityList,
    hasStatus,
  }: FixVenueOptions,
  names: SourceNames,
): string {
  const { symbols, address, isInitiator, isTls, caPath, username } = names;
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
    ...(isTls ? { tls: 'yes' } : {}),
    ...(caPath === undefined ? {} : { ca: caPath }),
    ...(username === undefined ? {} : { username }),
  };
  const depth = depthLimit === 0 ? '' : `@${depthLimit}`;
  const query = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return `fix:${symbols.join(',')}${depth}?${query.join('&')}`;
}
