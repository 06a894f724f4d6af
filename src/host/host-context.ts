/** All that a check may look at: the host's files, the server's settings, this process, and what is measured. Cold. */
import type { BookcastConfig } from '../config/schema.js';
import { feedCountOf } from '../config/source-text.js';
import type { HostFiles } from './host-files.js';
import type { DelaySpread } from './delay-spread.js';

/** Facts of this process that are in no file. */
export interface ProcessFacts {
  readonly platform: string;
  readonly arch: string;
  /** `v20.19.0` */
  readonly nodeVersion: string;
  /** undefined with another C library (musl). */
  readonly glibcVersion: string | undefined;
}

export interface HostProbes {
  /** Oversleep of a thread that does nothing but sleep. */
  hiccups(): Promise<DelaySpread>;
  /** From a publish in the event ring to the reader that slept on it, on another thread. */
  wakeUps(): Promise<DelaySpread>;
  /** Rejects with the reason when the WebSocket library's binary does not load here. */
  loadWebSocketLibrary(): Promise<unknown>;
  /** Allocates shared memory as the server would. @throws RangeError when there is not so much. */
  allocateShared(bytes: number): void;
}

export interface HostContext {
  readonly files: HostFiles;
  readonly config: BookcastConfig;
  readonly process: ProcessFacts;
  readonly probes: HostProbes;
}

/** Threads that want a core while data flows; the supervisor sleeps. */
export const busyThreads = ({ sources, lanes, gateways }: BookcastConfig): number =>
  feedCountOf(sources) + lanes + gateways;
