/** What one FIX counterparty's connection, files and session are told. Plain data, as the configuration makes it. */
import type { MessageCheck } from './session-ports.js';
import type { SessionSettings } from './session-settings.js';

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export interface TlsSettings {
  /** PEM of the authorities that the other side's certificate is checked against; the system's where not given. */
  readonly caPath?: string;
  /** PEM of our certificate (and its chain) and key: both or none. An acceptor needs them. */
  readonly certificatePath?: string;
  readonly keyPath?: string;
  readonly passphrase?: string;
  /** The name that the acceptor's certificate must have, and that is asked for (SNI); its host where not given. */
  readonly serverName?: string;
  /** `TLSv1.2` where not given. */
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3';
  /** Of an acceptor: who connects must show a certificate of `caPath`. */
  readonly wantsClientCertificate?: boolean;
}

/** Where a session's files are; without them its numbers are 1 at every start. */
export interface FilesSettings {
  /** The folder of all sessions. */
  readonly storePath: string;
  /** Of sent messages that may be asked for again; the oldest go first and are gap-filled then. */
  readonly keptBytesLimit: number;
  /** Wait for the disk at the end of every turn: against a loss of power. */
  readonly syncs: boolean;
  /** Every message in and out, for the operator; absent writes none. */
  readonly messageLog?: MessageLogSettings;
}

export interface MessageLogSettings {
  /** Size at which a file is closed and the next one begun. */
  readonly fileBytes: number;
  /** Files kept, the one that is written included; the oldest is deleted for one more. */
  readonly filesLimit: number;
}

export interface EndpointSettings {
  readonly session: SessionSettings;
  /** Of an initiator: tried in this order, again and again. */
  readonly hosts: readonly HostPort[];
  /** Of an acceptor. */
  readonly listen?: HostPort;
  readonly tls?: TlsSettings;
  readonly files?: FilesSettings;
  /** Compares messages with the dictionary; see SessionSettings.validates. */
  readonly check?: MessageCheck;
  /** BodyLength; a longer message is garbled. */
  readonly bodyBytesLimit: number;
  /** Policy when full: a counterparty that does not take what we say is cut. */
  readonly unsentBytesLimit: number;
  readonly connectMsLimit: number;
}

export const ENDPOINT_DEFAULTS = {
  bodyBytesLimit: 1_048_576,
  unsentBytesLimit: 16 * 1024 * 1024,
  connectMsLimit: 10_000,
  keptBytesLimit: 16 * 1024 * 1024,
  syncs: false,
  messageLogFileBytes: 64 * 1024 * 1024,
  messageLogFilesLimit: 8,
} as const;
