/**
 * Executes what a normalizer asks for: its connections by name, what is said on them, and its REST
 * requests, all within the venue's rules. Owns the sockets; what comes back goes to `put`, in order.
 * Feed thread.
 */
import type { SessionFigures } from '../fix/link/session-link.js';
import type { EndpointSettings } from '../fix/session/endpoint-settings.js';
import type { Clock } from '../telemetry/clock.js';
import type { SendBinaryCommand, VenueCommand } from './normalize/venue-normalizer.js';
import type { ConnectionRules } from './normalize/venue-entry.js';
import { RestClient } from './source/rest-client.js';
import { TokenBucket } from './source/token-bucket.js';
import { DatagramLine } from './source/datagram-line.js';
import { FixLine } from './source/fix-line.js';
import { StreamLine } from './source/stream-line.js';
import type { LineEvents, LineOptions, VenueLine } from './source/venue-line.js';
import { WebSocketLine } from './source/web-socket-line.js';
import type { VenueInput } from './venue-input.js';

export interface TransportOptions {
  readonly rules: ConnectionRules;
  readonly clock: Pick<Clock, 'nowNs'>;
  /** 0 … 1, for the jitter of waits. */
  readonly random: () => number;
  readonly proxy?: string;
  /** Of a FIX counterparty: its session, and the way to it. */
  readonly endpoint?: EndpointSettings;
  /** What goes over the wire for a text that we say. */
  readonly reveal?: (text: string) => string;
  readonly put: (input: VenueInput) => void;
  /** A line for the operator's log. */
  readonly note: (text: string) => void;
}

export interface TransportSummary {
  /** Connections that are open now. */
  readonly openConnections: number;
  /** Connections opened, the first ones included. */
  readonly connects: number;
  /** Connections lost. */
  readonly disconnects: number;
  readonly restRequests: number;
  readonly restFailures: number;
  /** Answers by which the venue asked for a pause. */
  readonly restLimited: number;
  /** Time that REST requests waited for the venue's budget. */
  readonly restWaitedNs: number;
  /** Times that the sockets were not read because the feed was behind. */
  readonly pauses: number;
  /** By the connection's name. */
  readonly fixSessions?: Readonly<Record<string, SessionFigures>>;
}

/** Connections opened at once after a pause, whatever the venue's average allows. */
const CONNECT_BURST = 20;

export class VenueTransport {
  private readonly lines = new Map<string, VenueLine>();
  private readonly connects: TokenBucket;
  private readonly rest: RestClient;
  private readonly events: LineEvents;
  private connectCount = 0;
  private disconnectCount = 0;
  private pauseCount = 0;
  private isPaused = false;

  constructor(private readonly options: TransportOptions) {
    const { rules, clock, put, proxy, note } = options;
    this.connects = new TokenBucket(rules.connectsPerSecond, CONNECT_BURST);
    this.rest = new RestClient(
      rules,
      clock,
      {
        answered: (url, body, receivedNs) => put({ kind: 'answered', url, body, receivedNs }),
        failed: (url, why, receivedNs) => {
          note(`${url.split('?')[0]}: ${why}`);
          put({ kind: 'failed', url, why, receivedNs });
        },
      },
      proxy,
    );
    this.events = {
      opened: (line, receivedNs) => {
        this.connectCount++;
        const { name: connection } = line;
        put({ kind: 'connected', connection, address: line.address, receivedNs });
      },
      lost: (line, why, receivedNs) => {
        this.disconnectCount++;
        put({ kind: 'disconnected', connection: line.name, why, receivedNs });
      },
      received: (line, bytes, isBinary, receivedNs) =>
        put({ kind: 'received', connection: line.name, bytes, isBinary, receivedNs }),
      sent: (line, text, receivedNs) =>
        put({ kind: 'sent', connection: line.name, text, receivedNs }),
      ageing: (line, receivedNs) => put({ kind: 'rotate', connection: line.name, receivedNs }),
      note,
    };
  }

  execute(command: VenueCommand): void {
    switch (command.kind) {
      case 'fetch':
        return this.rest.fetch(command.url, command.weight, command.notBeforeNs);
      case 'connect':
        return this.connect(command.connection, command.address);
      case 'send':
        return this.lines.get(command.connection)?.send(command.text, command.notBeforeNs);
      case 'send-binary':
        return this.sendBinary(command);
      case 'reconnect':
        return this.lines.get(command.connection)?.reconnect(command.reason);
      case 'disconnect':
        void this.lines.get(command.connection)?.close();
        this.lines.delete(command.connection);
        return;
      case 'note':
        return this.options.note(command.text);
    }
  }

  /** The feed is behind: its sockets are not read until resume(). */
  pause(): void {
    this.isPaused = true;
    this.pauseCount++;
    for (const line of this.lines.values()) line.pause();
  }

  resume(): void {
    this.isPaused = false;
    for (const line of this.lines.values()) line.resume();
  }

  tick(nowNs: number): void {
    for (const line of this.lines.values()) line.tick(nowNs);
    this.rest.tick(nowNs);
  }

  summary(): TransportSummary {
    const { requests, failures, limited, waitedNs } = this.rest.counts;
    let open = 0;
    const fixSessions: Record<string, SessionFigures> = {};
    for (const line of this.lines.values()) {
      if (line.isConnected) open++;
      const figures = line.figures?.();
      if (figures !== undefined) fixSessions[line.name] = figures;
    }
    return {
      openConnections: open,
      connects: this.connectCount,
      disconnects: this.disconnectCount,
      restRequests: requests,
      restFailures: failures,
      restLimited: limited,
      restWaitedNs: waitedNs,
      pauses: this.pauseCount,
      ...(Object.keys(fixSessions).length === 0 ? {} : { fixSessions }),
    };
  }

  async close(): Promise<void> {
    const goodbyes = [...this.lines.values()].map((line) => line.close());
    this.lines.clear();
    await Promise.all(goodbyes);
    await this.rest.close();
  }

  private connect(name: string, address: string): void {
    if (this.lines.has(name)) return;
    const { rules, clock, random, proxy, reveal, endpoint } = this.options;
    const line = openLine(
      {
        name,
        address,
        rules,
        clock,
        random,
        connects: this.connects,
        ...(proxy === undefined ? {} : { proxy }),
        ...(reveal === undefined ? {} : { reveal }),
        ...(endpoint === undefined ? {} : { endpoint }),
      },
      this.events,
    );
    if (this.isPaused) line.pause();
    this.lines.set(name, line);
  }

  private sendBinary(command: SendBinaryCommand): void {
    const { connection, bytes, recorded = bytes } = command;
    if (this.lines.get(connection)?.sendBinary(bytes) !== true) return;
    const receivedNs = this.options.clock.nowNs();
    this.options.put({ kind: 'sent-binary', connection, bytes: recorded, receivedNs });
  }
}

/** By the address: `udp:` and `udp-peer:` datagrams, `tcp:` a stream, `fix:` a FIX session, else a WebSocket. */
function openLine(options: LineOptions, events: LineEvents): VenueLine {
  if (/^udp(-peer)?:/.test(options.address)) return new DatagramLine(options, events);
  if (options.address.startsWith('tcp:')) return new StreamLine(options, events);
  if (options.address.startsWith('fix:')) return openFixLine(options, events);
  return new WebSocketLine(options, events);
}

function openFixLine(options: LineOptions, events: LineEvents): VenueLine {
  const { endpoint } = options;
  if (endpoint === undefined) throw new Error('a FIX session without its settings');
  return new FixLine({ ...options, endpoint }, events);
}
