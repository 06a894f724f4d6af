/** The Prometheus of this machine: where it is, when tests skip without it, a server on loopback, promtool. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const onPath = (name: string): string | undefined =>
  (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));

/** For `describe.skipIf`: says so, and is false where the tests must not skip: they fail then. */
export function prometheusMissing(): boolean {
  const isMissing = ['prometheus', 'promtool'].some((name) => onPath(name) === undefined);
  if (!isMissing || process.env['BOOKCAST_REQUIRE_PROMETHEUS'] === '1') return false;
  console.warn('skipped: no prometheus and promtool on the PATH (Debian: package prometheus)');
  return true;
}

function programPath(name: string): string {
  const path = onPath(name);
  if (path === undefined) throw new Error(`BOOKCAST_REQUIRE_PROMETHEUS=1, but there is no ${name}`);
  return path;
}

/** Runs promtool to its end. @returns its exit code and all that it printed. */
export function promtool(args: readonly string[], input = ''): { code: number; output: string } {
  const { status, stdout, stderr } = spawnSync(programPath('promtool'), args, {
    input,
    encoding: 'utf8',
  });
  return { code: status ?? -1, output: stdout + stderr };
}

export interface QueryResult {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ScrapeTarget {
  readonly health: 'up' | 'down' | 'unknown';
  readonly lastError: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** What the HTTP API answers: https://prometheus.io/docs/prometheus/latest/querying/api/ */
interface ApiAnswer<T> {
  readonly status: 'success' | 'error';
  readonly data: T;
  readonly error?: string;
}

const POLL_MS = 50;

export class PrometheusServer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    readonly url: string,
  ) {}

  /** Resolves when it serves requests. @param config The text of prometheus.yml. */
  static async start(config: string): Promise<PrometheusServer> {
    const folder = mkdtempSync(join(tmpdir(), 'bookcast-prometheus-'));
    const configFile = join(folder, 'prometheus.yml');
    writeFileSync(configFile, config);
    const child = spawn(
      programPath('prometheus'),
      [
        `--config.file=${configFile}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        '--web.listen-address=127.0.0.1:0',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let log = '';
    const address = await new Promise<string>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        const [, found] = /msg="Listening on" address=(\S+)/.exec(log) ?? [];
        if (found !== undefined && log.includes('Server is ready')) resolve(found);
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error(`prometheus ended: ${log}`)));
    });
    return new PrometheusServer(child, folder, `http://${address}`);
  }

  /** @throws with what Prometheus says when it refuses, a bad expression for one. */
  async api<T>(path: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const query = new URLSearchParams(parameters).toString();
    const answer = await fetch(`${this.url}/api/v1/${path}?${query}`);
    const { status, data, error } = (await answer.json()) as ApiAnswer<T>;
    if (status !== 'success') throw new Error(`${parameters['query'] ?? path}: ${error}`);
    return data;
  }

  /** An instant vector; a scalar is a vector of one without labels. */
  async query(expression: string): Promise<QueryResult[]> {
    type Sample = readonly [number, string];
    const { resultType, result } = await this.api<
      | { resultType: 'scalar'; result: Sample }
      | { resultType: 'vector'; result: { metric: Record<string, string>; value: Sample }[] }
    >('query', { query: expression });
    if (resultType === 'scalar') return [{ metric: {}, value: Number(result[1]) }];
    return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  async target(): Promise<ScrapeTarget> {
    const { activeTargets } = await this.api<{ activeTargets: ScrapeTarget[] }>('targets');
    return activeTargets[0]!;
  }

  /** Asks again and again until the answer is as wanted; the test's own time limit ends it. */
  async until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (isWanted(answer)) return answer;
      if (this.child.exitCode !== null) throw new Error('prometheus ended');
      await pause(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    this.child.removeAllListeners('exit');
    if (this.child.exitCode === null) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    rmSync(this.folder, { recursive: true });
  }
}
