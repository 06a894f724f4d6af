/** What the FIX server is told: where it listens, who may come, limits. Plain data; runtime makes it of the configuration. */
import type { MessageLogSettings } from '../fix/session/endpoint-settings.js';
import type { FixVersion, SessionIdentity } from '../fix/session/session-settings.js';
import type { TlsSettings } from '../fix/link/tls-files.js';

export interface FixClientSettings {
  /** 49 of what it sends. */
  readonly compId: string;
  readonly version: FixVersion;
  /** 50 of what it sends, where it has to be this. */
  readonly subId?: string | undefined;
  /** 553 and 554 that its Logon must have; no password: none is asked for. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** What it may have: `venue:symbol`, `venue:*`, `*`; empty: everything. */
  readonly instruments: readonly string[];
  readonly resetOnLogon: boolean;
  /** NextExpectedMsgSeqNum (789) is said and obeyed. */
  readonly nextExpected: boolean;
}

export interface FixServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** 49 of what we say. */
  readonly senderCompId: string;
  readonly clients: readonly FixClientSettings[];
  readonly tls?: TlsSettings | undefined;
  /** Folder of the sessions' files; empty keeps numbers in memory. */
  readonly storePath: string;
  /** Sent messages that a session keeps for resending. */
  readonly keptBytesLimit: number;
  /** Everything that is said and heard, for the operator; absent: none. */
  readonly messageLog?: MessageLogSettings | undefined;
  /** Whether a turn waits for the disk itself. */
  readonly syncs: boolean;
  /** Interval of full refreshes (265=0). */
  readonly refreshMs: number;
  /** Unsent bytes of a client at which a write is dropped. */
  readonly socketBytesLimit: number;
  /** Unsent bytes above which a full refresh waits. */
  readonly refreshBytesLimit: number;
}

/** Who a client's session is between, as we see it: in the Logon, and in the names of its files. */
export const clientIdentity = (
  { senderCompId }: Pick<FixServerSettings, 'senderCompId'>,
  { version, compId, subId }: FixClientSettings,
): SessionIdentity => ({
  version,
  senderCompId,
  targetCompId: compId,
  ...(subId === undefined ? {} : { targetSubId: subId }),
});
