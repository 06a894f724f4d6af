/**
 * The gateway threads: started and closed together; one that breaks ends the run. Owns the port they
 * share; must never terminate one by force, an open uWS app takes the whole process with it. Supervisor.
 */
import { createServer } from 'node:net';
import type { ResourceLimits } from 'node:worker_threads';
import type { BookcastConfig } from '../../config/schema.js';
import type { FixClientFacts } from '../../fixserver/fix-server.js';
import type { GatewayThreadData } from './gateway-thread.js';
import { fixServerSettings } from './fix-server-plan.js';
import { listenError } from '../../gateway/listen-error.js';
import { RunError } from '../run-error.js';
import { logThreadMessage, type RunLog } from '../run-log.js';
import type { RunPlan } from '../run-plan.js';
import { ThreadHandle } from '../threads/thread-handle.js';
import type { GatewayMessage, GatewayOrder, ThreadFailure } from '../threads/thread-messages.js';
import type { ThreadPlacement } from '../placement/thread-placement.js';

export interface GatewayGroupOptions {
  readonly plan: RunPlan;
  readonly config: BookcastConfig;
  readonly heapLimits: ResourceLimits;
  placementOf(gateway: number): ThreadPlacement;
  readonly log: RunLog;
  /** A gateway's clients can subscribe to an instrument of that feed. */
  onNamed(gateway: number, feed: number): void;
  onFixClients(clients: readonly FixClientFacts[]): void;
  onFatal(failure: ThreadFailure): void;
}

const US_PER_MS = 1_000;
const CLOSE_MS_LIMIT = 1_800;

export class GatewayGroup {
  /** What clients connect to; 0 before start. */
  port = 0;
  private threads: GatewayThread[] = [];

  constructor(private readonly options: GatewayGroupOptions) {}

  /** Resolves when all listen. @throws RunError, `port-in-use` for one. */
  async start(): Promise<void> {
    const { plan, config } = this.options;
    const { gatewayCount } = plan.shape;
    let { port } = config.gateway;
    // Several share the port, and then nobody notices that another program has it already.
    if (gatewayCount > 1) port = await probePort(config.gateway.host, port);
    this.threads = Array.from({ length: gatewayCount }, (_, index) => this.makeThread(index, port));
    const ports = await Promise.all(this.threads.map((thread) => thread.listening));
    this.port = ports[0] ?? 0;
  }

  tellReady(reasons: readonly string[]): void {
    for (const thread of this.threads) thread.handle.post({ kind: 'ready', reasons });
  }

  /** Clients are told; resolves when the threads are gone, or have been given up. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  private makeThread(index: number, port: number): GatewayThread {
    const { plan, config } = this.options;
    const data: GatewayThreadData = {
      plan,
      gateway: index,
      spinTurns: config.wait.gatewaySpinTurns,
      blockMs: config.wait.gatewayBlockUs / US_PER_MS,
      placement: this.options.placementOf(index),
      // One process listens on its port, and has its sessions' files.
      fixServer: index === 0 ? fixServerSettings(config, process.env) : undefined,
      options: {
        ...config.gateway,
        port,
        exclusivePort: plan.shape.gatewayCount === 1,
        serverId: `bookcast-${plan.epochStart}`,
      },
    };
    return new GatewayThread(data, this.options);
  }
}

class GatewayThread {
  readonly listening: Promise<number>;
  readonly handle: ThreadHandle<GatewayMessage, GatewayOrder>;
  private isListening = false;
  private isClosing = false;

  constructor(data: GatewayThreadData, options: GatewayGroupOptions) {
    const { heapLimits, log, onFatal } = options;
    let resolve: (port: number) => void;
    let reject: (error: RunError) => void;
    this.listening = new Promise((onListening, onRefused) => {
      resolve = onListening;
      reject = onRefused;
    });
    const fail = (failure: ThreadFailure): void => {
      if (!this.isListening) reject(new RunError(failure));
      else if (!this.isClosing)
        onFatal({ ...failure, message: `gateway ${data.gateway} broke: ${failure.message}` });
    };
    this.handle = new ThreadHandle(
      new URL('./gateway-thread.js', import.meta.url),
      data,
      heapLimits,
      (message: GatewayMessage) => {
        switch (message.kind) {
          case 'log':
            return logThreadMessage(log, `gateway ${data.gateway}`, message);
          case 'gateway-listening':
            this.isListening = true;
            return resolve(message.port);
          case 'gateway-named':
            return options.onNamed(data.gateway, message.feed);
          case 'gateway-fix-clients':
            return options.onFixClients(message.clients);
          case 'gateway-failed':
            return fail(message.failure);
          case 'gateway-closed':
            return;
        }
      },
    );
    void this.handle.exited.then((failure) => {
      if (failure !== undefined) fail(failure);
    });
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.handle.post({ kind: 'close' });
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      deadline = setTimeout(resolve, CLOSE_MS_LIMIT);
    });
    await Promise.race([this.handle.exited, late]);
    clearTimeout(deadline);
  }
}

/** Whether the port is free, by taking it for a moment. @returns the port, chosen where 0 was asked for. */
async function probePort(host: string, port: number): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const { code, message } = listenError(error.code ?? error.message, host, port);
      reject(new RunError({ code, message }));
    });
    probe.listen({ host, port, exclusive: true }, () => {
      const address = probe.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      probe.close(() => resolve(found));
    });
  });
}
