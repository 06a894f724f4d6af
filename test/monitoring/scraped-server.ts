/** A bookcast that serves the simulator and a venue to a client, and a real Prometheus that scrapes it. */
import { WebSocket } from 'ws';
import { once } from 'node:events';
import { sourceTextOf, startVenueSimulator } from '../../dist/runtime/index.js';
import { startCommand, type RunningCommand } from '../cli/command.js';
import { PrometheusServer } from './prometheus.js';

const INTERVAL_MS = 100;

type Venue = Awaited<ReturnType<typeof startVenueSimulator>>;

export class ScrapedServer {
  private constructor(
    private readonly command: RunningCommand,
    private readonly client: WebSocket,
    private readonly venue: Venue,
    readonly url: string,
    readonly prometheus: PrometheusServer,
  ) {}

  /** Resolves when Prometheus has seen deltas on their way to the client in two scrapes. */
  static async start(): Promise<ScrapedServer> {
    const venue = await startVenueSimulator({
      venue: 'binance',
      symbolCount: 2,
      seed: 1,
      changesPerSecond: 500,
      port: 0,
    });
    const sources = ['simulator', `${sourceTextOf('binance', venue)}&lines=2`];
    const command = startCommand(
      ['serve', '--port', '0', '--symbols', '5', ...sources.flatMap((text) => ['--source', text])],
      { BOOKCAST_METRICS_INTERVAL_MS: String(INTERVAL_MS) },
    );
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
      const scraped = new ScrapedServer(command, client, venue, `http://${authority}`, prometheus);
      await scraped.seeTrouble();
      return scraped;
    } catch (error) {
      command.process.kill('SIGTERM');
      await venue.close();
      throw error;
    }
  }

  /** A refused message and books that are rebuilt, seen by Prometheus: what panels of venues show. */
  private async seeTrouble(): Promise<void> {
    const { prometheus, venue } = this;
    for (const name of ['refused_messages_total', 'resyncs_total']) {
      // Half a message on both lines is refused, and missing.
      venue.inject({ kind: 'garbage' });
      await prometheus.until(
        () => prometheus.query(`sum(rate(bookcast_venue_${name}[1m]))`),
        ([answer]) => answer !== undefined,
      );
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
    await this.venue.close();
  }
}
