/** `bookcast watch --latency`: the latency channel without a ladder. Cold. */
import type { BookcastClient, LatencyReport, LatencySubscription } from '../client/index.js';
import type { DepthName } from '../market/stream.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { latencyJson, latencyLine, latencyTable } from './latency-view.js';
import { showLive } from './live-screen.js';
import { printLine } from './output.js';

const EVERY_MS = 1_000;

/** Reports as often as is readable, or as the server allows. */
export async function watchReports(
  client: BookcastClient,
  take: (report: LatencyReport) => void,
): Promise<LatencySubscription> {
  const { limits } = await client.once('hello');
  const everyMs = Math.max(EVERY_MS, limits['reportMs'] ?? 0);
  return client.subscribeLatency({ everyMs }, take);
}

export interface Watched {
  readonly ended: Promise<ExitCode>;
  leave(): void;
}

export interface LatencyWatch {
  readonly name: string;
  readonly depth: DepthName;
  readonly url: string;
  readonly once: boolean;
  readonly json: boolean;
}

export function watchLatency(client: BookcastClient, watch: LatencyWatch): Watched {
  const { name, depth, url, once, json } = watch;
  let newest: LatencyReport | undefined;
  let end!: (code: ExitCode) => void;
  const ended = new Promise<ExitCode>((resolve) => (end = resolve));
  // What is measured is what this client gets: without a stream there is nothing.
  client.subscribe({ channel: 'book', depth, instruments: [name] }, () => {});
  const isTable = process.stdout.isTTY === true && !json && !once;
  const tableText = (report: LatencyReport): string =>
    latencyTable(report, client.latency.percentiles()).join('\n');
  void watchReports(client, (report) => {
    newest = report;
    if (json) printLine(latencyJson(report, client.latency.percentiles()));
    else if (once) printLine(tableText(report));
    else if (!isTable) printLine(latencyLine(report));
    if (once) end(EXIT.CLEAN);
  });
  if (!isTable) return { ended, leave: () => {} };
  const leave = showLive(() => {
    const head = `${url} ${client.state}  book ${depth} of ${name}`;
    return `${head}\n${newest === undefined ? 'waiting for the first report …' : tableText(newest)}`;
  });
  return { ended, leave };
}
