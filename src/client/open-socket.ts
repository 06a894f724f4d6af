/** Chooses a WebSocket: the caller's, the platform's own, or ws in a Node that has none. */
import { BookcastError } from './errors.js';
import type { SocketConstructor, SocketLike } from './socket.js';

export async function openSocket(
  url: string,
  chosen: SocketConstructor | undefined,
): Promise<SocketLike> {
  const own = (globalThis as { WebSocket?: SocketConstructor }).WebSocket;
  const constructor = chosen ?? own ?? (await nodeSocket());
  const socket = new constructor(url) as SocketLike;
  socket.binaryType = 'arraybuffer';
  return socket;
}

async function nodeSocket(): Promise<SocketConstructor> {
  try {
    // A file of its own: a browser never loads it.
    return (await import('./node-socket.js')).NodeSocket;
  } catch {
    throw new BookcastError(
      'no-websocket',
      'no WebSocket here: install ws, or pass one as options.WebSocket',
    );
  }
}
