/** The sequenced feed over SoupBinTCP: every message from where a client asks on. Owns nobody's pace but the client's. */
import type { NasdaqMarket } from './nasdaq-market.js';
import { sequencedPackets } from './soup-packets.js';
import type { SoupClientLine, SoupService } from './soup-server.js';

const WRITE_BYTES_LIMIT = 65_536;

export class FeedService implements SoupService {
  constructor(private readonly market: NasdaqMarket) {}

  begin(session: string, sequence: number): { session: string; sequence: number } | undefined {
    const { market } = this;
    const { log } = market;
    if (session !== '' && session !== market.session) return undefined;
    if (sequence > log.next) return undefined;
    const from = sequence === 0 ? log.next : Math.max(sequence, log.first);
    return { session: market.session, sequence: from };
  }

  serve(client: SoupClientLine): void {
    const { log } = this.market;
    while (client.sequence < log.next) {
      const run = log.read(client.sequence, Infinity, WRITE_BYTES_LIMIT);
      if (run === undefined) return client.end();
      client.sequence += run.count;
      if (!client.write(sequencedPackets(run))) return;
    }
  }

  ended(): void {
    // It comes back and says where it was.
  }
}
