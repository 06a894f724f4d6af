/**
 * What the server answers over HTTP: health, readiness, metrics, instruments and the page. Owns the
 * routes and their headers; answers at once, inside the callback. Gateway thread, cold.
 */
import { REASON_NAMES, STATE_NAMES } from '../market/state.js';
import { GATEWAY_COUNTER } from '../telemetry/counter-names.js';
import type { CounterBlock } from '../telemetry/counters.js';
import type { Asset } from './assets.js';
import type { Definitions } from './definitions.js';
import type { Entitlement } from '../market/entitlement.js';
import type { InstrumentSource } from './instrument-source.js';
import type { RequestOrigin } from './request-origin.js';
import type { HttpRequest, HttpResponse, TemplatedApp } from './uws.js';

/** What the supervisor says; a gateway adds what it sees itself. */
export interface Readiness {
  /** Why not ready, one line each; ready where there is none. */
  readonly reasons: readonly string[];
}

export interface HttpSources {
  readonly readiness: () => Readiness;
  /** Prometheus text. */
  readonly metricsText: () => Uint8Array;
  /** JSON: the last intervals, their latencies and causes. */
  readonly latencyText: () => Uint8Array;
  /** The same with the newest of them only: for whoever asks again and again. */
  readonly newestLatencyText: () => Uint8Array;
  readonly instruments: InstrumentSource;
  readonly definitions: Definitions;
  /** What is listed. */
  readonly entitlement: Entitlement;
  readonly assets: ReadonlyMap<string, Asset>;
}

interface Answer {
  readonly status: string;
  readonly contentType: string;
  readonly body: Uint8Array | string;
  readonly headers?: Readonly<Record<string, string>>;
}

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Nothing from other hosts, nothing inline; `connect-src 'self'` covers the WebSocket. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const jsonText = (status: string, body: Uint8Array | string): Answer => ({
  status,
  contentType: JSON_TYPE,
  body,
  headers: { 'cache-control': 'no-store' },
});

const json = (status: string, value: unknown): Answer => jsonText(status, JSON.stringify(value));

const text = (status: string, body: string): Answer => ({ status, contentType: TEXT_TYPE, body });

export class HttpRoutes {
  constructor(
    private readonly sources: HttpSources,
    private readonly origin: RequestOrigin,
    private readonly counters: CounterBlock,
  ) {}

  install(app: TemplatedApp): void {
    app.any('/*', (response, request) => {
      this.counters.add(GATEWAY_COUNTER.HTTP_REQUESTS, 1);
      const method = request.getMethod();
      const answer = this.answerOrFailure(method, request);
      if (method === 'head') endWithoutBody(response, answer);
      else writeHead(response, answer).end(answer.body);
    });
  }

  /** uWS ends the process when a handler returns without an answer: a broken source gets one, too. */
  private answerOrFailure(method: string, request: HttpRequest): Answer {
    try {
      return this.answer(method, request);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return text('500 Internal Server Error', `This could not be answered: ${message}\n`);
    }
  }

  private answer(method: string, request: HttpRequest): Answer {
    if (!this.origin.hostAllowed(request.getHeader('host'))) {
      this.counters.add(GATEWAY_COUNTER.REFUSED_HOST, 1);
      return text(
        '403 Forbidden',
        'This server listens on loopback and answers to loopback names only.\n',
      );
    }
    if (method !== 'get' && method !== 'head') {
      const answer = text('405 Method Not Allowed', 'Only GET and HEAD.\n');
      return { ...answer, headers: { allow: 'GET, HEAD' } };
    }
    const url = request.getUrl();
    switch (url) {
      case '/healthz':
        return json('200 OK', { status: 'up' });
      case '/readyz':
        return this.readyOrNot();
      case '/instruments':
        return json('200 OK', { instruments: this.listInstruments() });
      case '/latency':
        return jsonText('200 OK', this.sources.latencyText());
      case '/latency/newest':
        return jsonText('200 OK', this.sources.newestLatencyText());
      case '/metrics':
        return { status: '200 OK', contentType: METRICS_TYPE, body: this.sources.metricsText() };
      default:
        return this.asset(url, request.getHeader('if-none-match'));
    }
  }

  /** Threads may stand before the source has named anything that a client could subscribe to. */
  private readyOrNot(): Answer {
    const { readiness, definitions } = this.sources;
    const reasons = [...readiness().reasons];
    if (definitions.count === 0) reasons.push('waiting for the first instrument');
    const ready = reasons.length === 0;
    return json(ready ? '200 OK' : '503 Service Unavailable', { ready, reasons });
  }

  private asset(url: string, entityTag: string): Answer {
    const asset = this.sources.assets.get(url);
    if (asset === undefined) return text('404 Not Found', `There is nothing at this path.\n`);
    const headers = { etag: asset.entityTag, 'cache-control': 'no-cache', ...SECURITY_HEADERS };
    const { contentType, body } = asset;
    return entityTag === asset.entityTag
      ? { status: '304 Not Modified', contentType, body: '', headers }
      : { status: '200 OK', contentType, body, headers };
  }

  private listInstruments(): unknown[] {
    const { definitions, instruments, entitlement } = this.sources;
    const allowed = [...definitions.all()].filter((found) => entitlement.allows(found.instrument));
    return allowed.map(({ instrument }) => ({
      ...instrument,
      state: STATE_NAMES[instruments.state(instrument.id)] ?? 'UNKNOWN',
      reason: REASON_NAMES[instruments.reason(instrument.id)] ?? 'none',
    }));
  }
}

function writeHead(response: HttpResponse, answer: Answer): HttpResponse {
  response.writeStatus(answer.status).writeHeader('content-type', answer.contentType);
  for (const [name, value] of Object.entries(answer.headers ?? {}))
    response.writeHeader(name, value);
  return response;
}

/** The length goes out as a header of ours: uWS takes an answer with a reported length for unfinished. */
function endWithoutBody(response: HttpResponse, answer: Answer): void {
  const bytes =
    typeof answer.body === 'string' ? Buffer.byteLength(answer.body) : answer.body.length;
  writeHead(response, answer).writeHeader('content-length', String(bytes)).endWithoutBody();
}
