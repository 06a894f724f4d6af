/** FIX clients without sockets: the server's own feed and requests behind a voice that only listens. */
import { FieldTable } from '../../src/fix/codec/field-table.js';
import { scanMessage } from '../../src/fix/codec/scan-message.js';
import type { FixVersion } from '../../src/fix/session/session-settings.js';
import { ClientCounts } from '../../src/fixserver/client-counts.js';
import { ClientFeed } from '../../src/fixserver/client-feed.js';
import { ClientRequests } from '../../src/fixserver/client-requests.js';
import { FrameWalk } from '../../src/fixserver/frame-walk.js';
import type { FixVoice, InstrumentDirectory } from '../../src/fixserver/gateway-door.js';
import { SharedStreams } from '../../src/fixserver/shared-streams.js';
import { FixBook, readSaid, type Said } from './fix-book.js';
import { INSTRUMENT, type GatewayDouble } from './gateway-double.js';

export class VoiceDouble implements FixVoice {
  isLoggedOn = true;
  unsentBytes = 0;
  writtenBytes = 0;
  readonly heard: Said[] = [];
  readonly raw: string[] = [];
  readonly books = new Map<string, FixBook>();
  ended: string | undefined;

  send(msgType: string, body: Uint8Array): number {
    const line = `35=${msgType}|${Buffer.from(body).toString('utf8').replaceAll('\x01', '|')}`;
    const said = readSaid(line);
    this.raw.push(line);
    this.heard.push(said);
    if (msgType === 'W' || msgType === 'X') this.book(said.fields.get(262)!).take(said);
    return this.heard.length;
  }
  inOneWrite(say: () => void): void {
    say();
  }
  logout(text: string): void {
    this.ended = text;
  }
  cut(why: string): void {
    this.ended = why;
  }
  book(id: string): FixBook {
    let book = this.books.get(id);
    if (book === undefined) this.books.set(id, (book = new FixBook()));
    return book;
  }
}

export const directory: InstrumentDirectory = {
  rowLimit: 4,
  version: (id) => (id === INSTRUMENT.id ? 1 : 0),
  read: (id) => (id === INSTRUMENT.id ? INSTRUMENT : undefined),
  state: () => 1,
  reason: () => 0,
};

export class FeedRig {
  readonly shared = new SharedStreams();
  readonly clients: FeedClient[] = [];
  private readonly walk = new FrameWalk();

  constructor(readonly gateway: GatewayDouble) {}

  client(version: FixVersion = 'FIX.5.0SP2'): FeedClient {
    const voice = new VoiceDouble();
    const counts = new ClientCounts();
    const feed: ClientFeed = new ClientFeed({
      voice,
      shared: this.shared,
      walk: this.walk,
      counts,
      socketBytesLimit: 1_000_000,
      refreshBytesLimit: 1_000,
      passed: () => {
        for (const client of this.clients) if (client.feed !== feed) client.feed.settleAlone();
      },
    });
    const requests = new ClientRequests({
      version,
      feed,
      shared: this.shared,
      instruments: directory,
      counts,
    });
    feed.door = this.gateway.admit(feed);
    const place = this.gateway.clients.at(-1)!;
    const client = { voice, counts, feed, requests, place };
    this.clients.push(client);
    return client;
  }
}

export interface FeedClient {
  readonly voice: VoiceDouble;
  readonly counts: ClientCounts;
  readonly feed: ClientFeed;
  readonly requests: ClientRequests;
  readonly place: GatewayDouble['clients'][number];
}

/** `262=1|263=1|…` as the session hands it over. */
export function tableOf(body: string): FieldTable {
  const bytes = Buffer.from(body.replaceAll('|', '\x01'));
  const table = new FieldTable();
  if (!scanMessage(table, bytes, 0, bytes.length)) throw new Error(`not fields: ${body}`);
  return table;
}
