/** What the SDK needs of a WebSocket: browsers', Node's and ws all have it. */

export interface SocketEvent {
  readonly data?: unknown;
  readonly code?: number;
  readonly reason?: string;
  readonly message?: string;
}

export interface SocketLike {
  binaryType: string;
  addEventListener(
    type: 'open' | 'message' | 'close' | 'error',
    listener: (event: SocketEvent) => void,
  ): void;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  /** ws only: gives the connection up without waiting for the other side. */
  terminate?(): void;
}

export type SocketConstructor = new (url: string) => object;
