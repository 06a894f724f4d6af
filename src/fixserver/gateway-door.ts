/**
 * What this room needs of the gateway, of the instrument table and of a FIX session, as shapes: rooms that
 * runtime wires do not import one another. Owns nothing.
 */
import type { InstrumentPattern } from '../market/instrument-pattern.js';
import type { Instrument } from '../market/instrument.js';
import type { BookState, StateReason } from '../market/state.js';
import type { StreamSlot } from '../market/stream.js';
import type { InstrumentId } from '../market/units.js';

/** Results of send, as the gateway knows them from WebSockets. */
export const SEND = { QUEUED: 0, WRITTEN: 1, DROPPED: 2 } as const;

/** A client, as the gateway sees it. */
export interface DoorSocket {
  send(message: Uint8Array | string, isBinary: boolean): number;
  getBufferedAmount(): number;
  end(code: number, reason: string): void;
  close(): void;
  cork(callback: () => void): unknown;
  readonly bytesOffered: number;
}

export interface DoorStream {
  readonly stream: number;
  readonly instrument: number;
  readonly venue: string;
  readonly symbol: string;
}

/** Why the gateway did not do what was asked; the code is one of docs/protocol.md. */
export interface DoorError {
  readonly code: string;
  readonly message: string;
}

/** The gateway, as the client sees it. */
export interface DoorClient {
  subscribe(
    slots: readonly StreamSlot[],
    patterns: readonly InstrumentPattern[],
    accepted: (streams: readonly DoorStream[]) => void,
  ): DoorError | undefined;
  unsubscribe(streams: readonly number[]): void;
  /** Images of streams that it holds. */
  resync(streams: readonly number[]): void;
  drained(): void;
  closed(): void;
}

export interface GatewayDoor {
  admit(socket: DoorSocket, instruments: readonly string[]): DoorClient | DoorError;
}

/** The shared instrument table. */
export interface InstrumentDirectory {
  readonly rowLimit: number;
  version(id: InstrumentId): number;
  read(id: InstrumentId): Instrument | undefined;
  state(id: InstrumentId): BookState | 0;
  reason(id: InstrumentId): StateReason;
}

/** One FIX session and its connection; fix/link has it. */
export interface FixVoice {
  readonly isLoggedOn: boolean;
  readonly unsentBytes: number;
  /** All bytes ever given to its socket. */
  readonly writtenBytes: number;
  send(msgType: string, body: Uint8Array, keep: boolean): number;
  inOneWrite(say: () => void): void;
  logout(text: string): void;
  cut(why: string): void;
}
