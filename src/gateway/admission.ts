/**
 * Who may open a WebSocket: the checks of the upgrade request. Owns the limits on connections; a
 * refusal is an HTTP status and says why. Gateway thread, cold.
 */
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { RequestOrigin } from './request-origin.js';
import type { HttpRequest } from './uws.js';

export interface Refusal {
  readonly status: string;
  readonly code: string;
  readonly message: string;
  readonly counter: number;
}

export class Admission {
  constructor(
    private readonly connectionLimit: number,
    private readonly descriptorLimit: number,
    private readonly origin: RequestOrigin,
    private readonly counters: CounterBlock,
  ) {}

  /** @returns why the client may not come in, undefined when it may. */
  refuse(request: HttpRequest, connectionCount: number): Refusal | undefined {
    const refusal = this.reason(request, connectionCount);
    if (refusal !== undefined) this.counters.add(refusal.counter, 1);
    return refusal;
  }

  private reason(request: HttpRequest, connectionCount: number): Refusal | undefined {
    const host = request.getHeader('host');
    if (!this.origin.hostAllowed(host)) {
      return {
        status: '403 Forbidden',
        code: 'host-not-allowed',
        message: 'this server listens on loopback and answers to loopback names only',
        counter: GATEWAY_COUNTER.REFUSED_HOST,
      };
    }
    if (!this.origin.originAllowed(request.getHeader('origin'), host)) {
      return {
        status: '403 Forbidden',
        code: 'origin-not-allowed',
        message: 'pages of other hosts may connect only when gateway.allowedOrigins lists them',
        counter: GATEWAY_COUNTER.REFUSED_ORIGIN,
      };
    }
    return this.full(connectionCount);
  }

  /** For clients that come through another door than HTTP: the limits alone. */
  refuseCount(connectionCount: number): Refusal | undefined {
    const refusal = this.full(connectionCount);
    if (refusal !== undefined) this.counters.add(refusal.counter, 1);
    return refusal;
  }

  private full(connectionCount: number): Refusal | undefined {
    if (connectionCount >= this.connectionLimit) {
      return {
        status: '503 Service Unavailable',
        code: 'connection-limit',
        message: `this server takes ${this.connectionLimit} clients; try again later`,
        counter: GATEWAY_COUNTER.REFUSED_CLIENT_LIMIT,
      };
    }
    if (connectionCount >= this.descriptorLimit) {
      return {
        status: '503 Service Unavailable',
        code: 'descriptor-limit',
        message: 'this server is about to run out of file descriptors; try again later',
        counter: GATEWAY_COUNTER.REFUSED_DESCRIPTOR_LIMIT,
      };
    }
    return undefined;
  }
}
