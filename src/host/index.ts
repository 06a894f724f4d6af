/** The host examined: what `bookcast doctor` asks. Owns how a context is made of this very host. Cold. */
import type { BookcastConfig } from '../config/schema.js';
import type { HostContext, ProcessFacts } from './host-context.js';
import { HostFiles } from './host-files.js';
import { measureHiccups, measureWakeUps } from './measure.js';

export { examineHost } from './examine-host.js';
export type { CheckResult } from './check.js';

interface ReportHeader {
  readonly header: { readonly glibcVersionRuntime?: string };
}

const processFacts = (): ProcessFacts => ({
  platform: process.platform,
  arch: process.arch,
  nodeVersion: process.version,
  glibcVersion: (process.report.getReport() as unknown as ReportHeader).header.glibcVersionRuntime,
});

/** @param loadWebSocketLibrary belongs to who owns that library. */
export const thisHost = (
  config: BookcastConfig,
  loadWebSocketLibrary: () => Promise<unknown>,
): HostContext => ({
  files: new HostFiles(),
  config,
  process: processFacts(),
  probes: {
    hiccups: async () => measureHiccups(),
    wakeUps: () => measureWakeUps(),
    loadWebSocketLibrary,
    allocateShared: (bytes) => void new SharedArrayBuffer(bytes),
  },
});
