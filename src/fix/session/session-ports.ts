/**
 * What a session needs of the world: a store that survives it, and somebody who writes, disconnects and
 * takes the application's messages. The session calls; nothing here waits.
 */
import type { FieldTable } from '../codec/field-table.js';

/** Sequence numbers and sent messages. Each change is safe against the end of the process once commit() returned. */
export interface SessionStore {
  /** MsgSeqNum that is expected next (N). */
  nextIn: number;
  /** MsgSeqNum of our next message. */
  nextOut: number;
  /** Wall time at which both were 1 last, ms; the schedule compares it. */
  readonly createdMs: number;
  /** Keep a whole message for resending, under its number. What is not kept is gap-filled. */
  keep(msgSeqNum: number, bytes: Uint8Array): void;
  /** Kept messages from `first` to `last`, ascending, until `visit` says false; `bytes` is valid during the call. */
  kept(first: number, last: number, visit: (msgSeqNum: number, bytes: Uint8Array) => boolean): void;
  /** Both numbers to 1, nothing kept. */
  reset(wallMs: number): void;
  /** Once per turn and before anything of the turn is written to the socket. */
  commit(): void;
}

/** What is wrong with a message, as a Reject says it (rule 13). */
export interface MessageProblem {
  /** SessionRejectReason (373). */
  readonly reason: number;
  /** RefTagID (371); 0 where no tag is to blame. */
  readonly tag: number;
  /** Text (58). */
  readonly text: string;
}

/** Compares a message with the dictionary; undefined where it is as it should be. */
export type MessageCheck = (message: FieldTable) => MessageProblem | undefined;

export interface SessionEvents {
  /** To the socket, at the end of the turn. */
  write(bytes: Uint8Array): void;
  /** Close the connection once what was written is out. `why` is for the log. */
  disconnect(why: string): void;
  loggedOn(): void;
  /** Only after loggedOn(). */
  loggedOff(why: string): void;
  /** An application message in order, once. `message` is valid during the call. */
  application(message: FieldTable, isPossDup: boolean): void;
  /** The counterparty rejected (35=3 or 35=j) what we said. */
  rejected(message: FieldTable): void;
  /**
   * The counterparty's messages from `first` up to `next` will not come: it has filled the gap (rule 8), or what came was
   * rejected (rule 13). Who keeps a book from them begins anew.
   */
  skipped?(first: number, next: number): void;
  /** For the operator's log; never holds a secret. */
  note(text: string): void;
}
