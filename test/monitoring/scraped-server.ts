/** A bookcast that serves the simulator to a client, and a real Prometheus that scrapes it. */
import { WebSocket } from 'ws';
import { once } from 'node:events';
import { startCommand, type RunningCommand } from '../cli/command.js';
import { PrometheusServer } from './prometheus.js';

const INTERVAL_MS = 100;

export class ScrapedServer {
  private constructor(
    private readonly command: RunningCommand,
    private readonly client: WebSocket,
    readonly url: string,
    readonly prometheus: PrometheusServer,
  ) {}

  /** Resolves when Prometheus has seen deltas on their way to the client in two scrapes. */
  static async start(): Promise<ScrapedServer> {
    const command = startCommand(['serve', '--port', '0', '--symbols', '5'], {
      BOOKCAST_METRICS_INTERVAL_MS: String(INTERVAL_MS),
    });
    try {
      const [, port] = await command.stderrMatch(/"url":"http:\/\/127\.0\.0\.1:(\d+)"/);
      const authority = `127.0.0.1:${port}`;
      const prometheus = await PrometheusServer.start(
        JSON.stringify({
          global: { scrape_interval: '1s', scrape_timeout: '1s' },
          scrape_configs: [{ job_name: 'bookcast', static_configs: [{ targets: [authority] }] }],
        }),
      );
      const client = new WebSocket(`ws://${authority}`);
      await once(client, 'open');
      const wanted = { channel: 'book', depth: 10, instruments: ['*'] };
      client.send(JSON.stringify({ op: 'subscribe', id: 1, ...wanted }));
      const sent = 'increase(bookcast_stage_seconds_count{stage="received_to_sent"}[1m])';
      await prometheus.until(
        () => prometheus.query(sent),
        ([frames]) => (frames?.value ?? 0) > 0,
      );
      return new ScrapedServer(command, client, `http://${authority}`, prometheus);
    } catch (error) {
      command.process.kill('SIGTERM');
      throw error;
    }
  }

  /** The text that is scraped. */
  async metricsText(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  async stop(): Promise<void> {
    await this.prometheus.stop();
    this.client.terminate();
    this.command.process.kill('SIGTERM');
    await this.command.ended;
  }
}
