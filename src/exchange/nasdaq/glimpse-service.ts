/**
 * GLIMPSE of the simulator: every book as ITCH messages, ended by the snapshot message with the sequence
 * to go on from. Owns the making of the image; late, cut off or out of date on demand.
 */
import { ItchWriter, WRITTEN_BYTES_MAX } from '../../feed/source/simulator/itch-writer.js';
import { SIM_BID } from '../../feed/source/simulator/simulated-market.js';
import type { NasdaqMarket } from './nasdaq-market.js';
import { sequencedPackets, soupPacket } from './soup-packets.js';
import type { SoupClientLine, SoupService } from './soup-server.js';

const SLOW_PARTS = 4;

export class GlimpseService implements SoupService {
  images = 0;
  /** The next image takes so long, in parts. */
  slowMs = 0;
  /** The next image is cut in the middle. */
  cutsNext = false;
  /** Told when an image is asked for. */
  onImage: (() => void) | undefined;
  /** The next image is this one, made before. */
  kept: Buffer | undefined;

  constructor(private readonly market: NasdaqMarket) {}

  begin(_session: string, sequence: number): { session: string; sequence: number } | undefined {
    // Only from the first message on: that is how the venue has it.
    return sequence <= 1 ? { session: this.market.session, sequence: 1 } : undefined;
  }

  serve(client: SoupClientLine): void {
    if (client.sequence !== 1) return;
    client.sequence = 2;
    this.images++;
    this.onImage?.();
    const image = this.kept ?? this.image();
    this.kept = undefined;
    if (this.cutsNext) {
      this.cutsNext = false;
      return client.cutWithin(image);
    }
    const ms = this.slowMs;
    this.slowMs = 0;
    if (ms === 0) return void client.write(image);
    const partBytes = Math.ceil(image.length / SLOW_PARTS);
    for (let part = 0; part < SLOW_PARTS; part++) {
      const bytes = image.subarray(part * partBytes, (part + 1) * partBytes);
      setTimeout(() => client.write(bytes), ((part + 1) * ms) / SLOW_PARTS);
    }
  }

  ended(): void {
    // The client has what it wanted, or asks again.
  }

  /** All books as of now. */
  image(): Buffer {
    const { flow, log, symbols } = this.market;
    const writer = new ItchWriter(symbols);
    const { ns } = flow.clock;
    const parts: Buffer[] = [];
    const put = (write: (view: DataView) => number): void => {
      const bytes = new Uint8Array(WRITTEN_BYTES_MAX);
      const length = write(new DataView(bytes.buffer));
      parts.push(sequencedPackets({ bytes: bytes.subarray(0, length), count: 1 }));
    };
    symbols.forEach((_, symbol) => put((view) => writer.directory(view, 0, ns, symbol)));
    symbols.forEach((_, symbol) => put((view) => writer.tradingAction(view, 0, ns, symbol)));
    symbols.forEach((_, symbol) => {
      for (const side of ['bid', 'ask'] as const) {
        for (const tick of this.market.ticks(symbol, side))
          this.putQueue(put, writer, symbol, tick);
      }
    });
    parts.push(soupPacket('S', `G${String(log.next).padStart(20)}`));
    return Buffer.concat(parts);
  }

  private putQueue(
    put: (write: (view: DataView) => number) => void,
    writer: ItchWriter,
    symbol: number,
    tick: number,
  ): void {
    const { flow } = this.market;
    const { market } = flow;
    for (
      let order = market.firstOrder(symbol, tick);
      order !== 0;
      order = market.nextOrder(order)
    ) {
      const isBid = market.sideOf(order) === SIM_BID;
      put((view) =>
        writer.add(
          view,
          0,
          flow.clock.ns,
          symbol,
          false,
          market.referenceHighOf(order),
          market.referenceLowOf(order),
          isBid ? 0 : 1,
          market.quantityOf(order),
          flow.priceOf(symbol, tick),
        ),
      );
    }
  }
}
