/** The ws package as the SDK's socket. Loaded only where the platform has no WebSocket. */
import { WebSocket } from 'ws';
import type { SocketConstructor } from './socket.js';

export const NodeSocket: SocketConstructor = WebSocket;
