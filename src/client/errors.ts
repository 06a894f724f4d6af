/** Errors of the SDK: a stable code and a text for people. */

export type ClientErrorCode =
  /** The connection ended before the answer came. */
  | 'disconnected'
  /** The client was closed. */
  | 'closed'
  /** The server sent something that is not the protocol. */
  | 'protocol'
  /** The server speaks a protocol version that this SDK does not. */
  | 'protocol-version'
  /** There is no WebSocket here: pass one in the options. */
  | 'no-websocket'
  /** The socket reported an error. */
  | 'socket'
  /** An update queue with policy `fail` was full. */
  | 'queue-full';

export class BookcastError extends Error {
  override readonly name = 'BookcastError';

  /** @param code one of ours, or the server's own error code (docs/protocol.md). */
  constructor(
    readonly code: ClientErrorCode | (string & {}),
    message: string,
  ) {
    super(message);
  }
}
