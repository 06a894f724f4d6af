/** The client SDK, `bookcast/client`: for Node and, unbundled, for browsers. */
import { BookcastClient } from './bookcast-client.js';
import { clientOptionsOf, type ConnectOptions } from './client-options.js';

/** Connect to a server's WebSocket, e.g. `ws://127.0.0.1:8080/ws`; comes back by itself when the connection is lost. */
export const connect = (url: string, options: ConnectOptions = {}): BookcastClient =>
  new BookcastClient(url, clientOptionsOf(options));

export type { BookcastClient, ClientState } from './bookcast-client.js';
export type { ClientCounts } from './client-counts.js';
export type { ConnectOptions, ReconnectOptions } from './client-options.js';
export type { BookReplica, Level, Quote } from './book-replica.js';
export type { BboReplica } from './bbo-replica.js';
export type { OrdersReplica, RestingOrder } from './orders-replica.js';
export type { LossReason, StreamReplica } from './stream-replica.js';
export type { Subscription, SubscriptionRequest, UpdateCallback } from './subscription.js';
export type { QueueOptions } from './update-queue.js';
export type { ServerHello, ServerNotice } from './control-message.js';
export type { ClockSource, ServerClock } from './server-clock.js';
export type { ClientClock } from './clock.js';
export type { SocketConstructor, SocketLike } from './socket.js';
export type { Sync } from './continuity.js';
export type { Trade } from './trade.js';
export type { Update } from './update.js';
export { BookcastError, type ClientErrorCode } from './errors.js';
export type {
  LatencyCallback,
  LatencyReport,
  LatencyRequest,
  LatencySubscription,
} from './latency-channel.js';
export type { BacklogFigures, DeliveryLedger, StageLatency } from '../frame/latency-report.js';
export type { StageName } from '../market/stage.js';
export { LatencyHistogram, type LatencyPercentiles } from './latency-histogram.js';
export { ASK, BID, type Side } from '../market/side.js';
