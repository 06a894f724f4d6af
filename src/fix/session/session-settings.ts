/** What a FIX session is told of itself and its counterparty: identity, role, clocks, limits. Plain data. */

/** As users write it; 5.0 SP2 travels in FIXT.1.1 with ApplVerID 9. */
export type FixVersion = 'FIX.4.2' | 'FIX.4.4' | 'FIX.5.0SP2';

export const BEGIN_STRINGS: Readonly<Record<FixVersion, string>> = {
  'FIX.4.2': 'FIX.4.2',
  'FIX.4.4': 'FIX.4.4',
  'FIX.5.0SP2': 'FIXT.1.1',
};

export interface SessionIdentity {
  readonly version: FixVersion;
  /** Ours: 49 of what we send, 56 of what we get. */
  readonly senderCompId: string;
  readonly targetCompId: string;
  /** 50 and 57 of what we send, where the counterparty wants them. */
  readonly senderSubId?: string;
  readonly targetSubId?: string;
}

/** When a session may be logged on, in one time zone. */
export interface SessionSchedule {
  /** `HH:MM:SS`. */
  readonly startTime: string;
  readonly endTime: string;
  /** IANA name, `America/New_York`; `UTC`. */
  readonly timeZone: string;
  /** Both or none: a session of a week. 0 Sunday … 6 Saturday. */
  readonly startDay?: number;
  readonly endDay?: number;
  /** Daily sessions only: on these days; all where not given. */
  readonly days?: readonly number[];
}

export interface SessionSettings {
  readonly identity: SessionIdentity;
  readonly role: 'initiator' | 'acceptor';
  /** Of the initiator; an acceptor takes what the logon says, within its limits. */
  readonly heartBtIntSeconds: number;
  /** What we accept of a counterparty; 0 means none at all, so nobody would notice a dead line. */
  readonly heartBtIntSecondsMin: number;
  readonly heartBtIntSecondsMax: number;
  readonly resetOnLogon: boolean;
  readonly resetOnLogout: boolean;
  readonly resetOnDisconnect: boolean;
  /** Say and obey NextExpectedMsgSeqNum (789). */
  readonly usesNextExpected: boolean;
  /** 553 and 554. Of an acceptor: what the counterparty must say. The password is never logged. */
  readonly username?: string;
  readonly password?: string;
  /** Off: only what the session itself needs is checked (excerpts, sloppy counterparties). */
  readonly validates: boolean;
  /** Rule 12; 0 turns the check off. */
  readonly sendingTimeLimitSeconds: number;
  readonly checksCompIds: boolean;
  /** Fields of the Logon beside the standard's: by tag. */
  readonly logonFields?: ReadonlyMap<number, string>;
  readonly schedule?: SessionSchedule;
  readonly logonMsLimit: number;
  readonly logoutMsLimit: number;
  /** Rule 5: messages and bytes that may wait for a gap to be filled; policy when full: Logout, disconnect. */
  readonly queueMessagesLimit: number;
  readonly queueBytesLimit: number;
}

export const SESSION_DEFAULTS = {
  heartBtIntSeconds: 30,
  heartBtIntSecondsMin: 1,
  heartBtIntSecondsMax: 3_600,
  resetOnLogon: false,
  resetOnLogout: false,
  resetOnDisconnect: false,
  usesNextExpected: false,
  validates: true,
  sendingTimeLimitSeconds: 120,
  checksCompIds: true,
  logonMsLimit: 10_000,
  logoutMsLimit: 2_000,
  queueMessagesLimit: 10_000,
  queueBytesLimit: 16 * 1024 * 1024,
} as const;
