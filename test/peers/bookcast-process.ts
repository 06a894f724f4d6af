/** Bookcast as a process of its own, as operators run it: started, killed with SIGKILL, started again over the same files; seen through the SDK. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { RecordingReader } from '../../src/capture/recording-reader.js';
import { connect, type BookcastClient, type StreamReplica } from '../../src/client/index.js';
import { FieldTable } from '../../src/fix/codec/field-table.js';
import { scanMessage } from '../../src/fix/codec/scan-message.js';
import type { SessionIdentity } from '../../src/fix/session/session-settings.js';
import { openSessionFiles } from '../../src/fix/store/session-files.js';
import { stockRecords } from '../capture/stock-recording.js';
import { startCommand, type RunningCommand } from '../cli/command.js';
import type { PeerBook } from './peer-process.js';
import { WAIT_MS_LIMIT } from './run-size.js';
import type { JournalLine } from './sequence-proof.js';

const STREAMS_MS = 20;

export class BookcastProcess {
  private running: RunningCommand | undefined;
  private client: BookcastClient | undefined;
  private streams: readonly StreamReplica[] = [];
  private readonly looks = new Set<() => void>();
  private starts = 0;

  /** @param source as behind `--source`; @param variables further settings. */
  constructor(
    private readonly folder: string,
    private readonly source: string,
    private readonly variables: Readonly<Record<string, string>> = {},
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Resolves when it serves and our client is connected. */
  async start(): Promise<void> {
    this.starts++;
    this.running = startCommand(['serve', '--port', '0', '--source', this.source], {
      BOOKCAST_FIX_STORE_PATH: this.storePath,
      BOOKCAST_RECORD_PATH: this.recordingPath(this.starts),
      ...this.variables,
    });
    const [, url] = await this.running.stderrMatch(/"url":"(http:[^"]+)"/);
    this.client = connect(url!.replace('http', 'ws'));
    const subscription = this.client.subscribe(
      { channel: 'book', depth: 'full', instruments: ['*'] },
      () => this.look(),
    );
    this.streams = subscription.streams;
    // An instrument that is new to the server changes the list without an update of a book.
    const timer = setInterval(() => {
      this.streams = subscription.streams;
      this.look();
    }, STREAMS_MS);
    void this.running.ended.then(() => clearInterval(timer));
  }

  /** Resolves with the first match in what it logs, now or later. */
  async logged(pattern: RegExp): Promise<void> {
    await this.running!.stderrMatch(pattern);
  }

  /** Resolves once every book is LIVE and what the counterparty says. */
  async equals(books: () => Promise<readonly PeerBook[]>): Promise<void> {
    const expected = await books();
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.looks.delete(look);
        reject(new Error(`unequal: ${this.describe(expected)}`));
      }, WAIT_MS_LIMIT);
      const look = (): void => {
        if (!expected.every((book) => this.has(book))) return;
        clearTimeout(timer);
        this.looks.delete(look);
        resolve();
      };
      this.looks.add(look);
      look();
    });
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** As an operator ends it. @returns the exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** What the books were told in the n-th life, 1 the first: the recording has every application message, once it is stopped. */
  async processed(life: number): Promise<JournalLine[]> {
    const lines: JournalLine[] = [{ way: 'start' }];
    const reader = new RecordingReader(this.recordingPath(life));
    reader.open();
    for (;;) {
      const step = await reader.read();
      if (step.kind === 'end') break;
      if (step.kind === 'lost') throw new Error(`${step.records} records are lost`);
      if (step.kind !== 'records') continue;
      for (const { received } of stockRecords(step.content)) {
        if (received !== undefined) lines.push(lineOf((received as { binary: Buffer }).binary));
      }
    }
    reader.close();
    return lines;
  }

  /** The session's numbers as they are on disk; while it does not run. */
  async stored(identity: SessionIdentity): Promise<{ nextIn: number; nextOut: number }> {
    const files = await openSessionFiles({
      identity,
      storePath: this.storePath,
      keptBytesLimit: 0,
      syncs: false,
      wallMs: Date.now(),
      note: () => {},
    });
    const { nextIn, nextOut } = files.store;
    await files.close();
    return { nextIn, nextOut };
  }

  private get storePath(): string {
    return join(this.folder, 'sessions');
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    this.client?.close();
    this.running?.process.kill(signal);
    const result = await this.running?.ended;
    return result?.code ?? null;
  }

  private recordingPath(life: number): string {
    return join(this.folder, `recording-${life}`);
  }

  private streamOf(symbol: string): StreamReplica | undefined {
    return this.streams.find(({ name }) => name.endsWith(`:${symbol}`));
  }

  private has(expected: PeerBook): boolean {
    const stream = this.streamOf(expected.symbol);
    if (stream?.inSync !== true || stream.state !== 'LIVE') return false;
    const shown = (levels: readonly { price: string; quantity: string }[]): string =>
      levels.map(({ price, quantity }) => `${Number(price)}×${Number(quantity)}`).join(' ');
    const wanted = (levels: PeerBook['bids']): string =>
      levels.map(([price, quantity]) => `${Number(price)}×${Number(quantity)}`).join(' ');
    const { book } = stream;
    return (
      shown(book!.bidLevels()) === wanted(expected.bids) &&
      shown(book!.askLevels()) === wanted(expected.asks)
    );
  }

  private describe(expected: readonly PeerBook[]): string {
    return expected
      .map((book) => {
        const stream = this.streamOf(book.symbol);
        return `${book.symbol} ${stream?.state} ${stream?.reason} ${this.has(book) ? 'equal' : 'differs'}`;
      })
      .join('; ');
  }

  private look(): void {
    for (const look of [...this.looks]) look();
  }
}

/** The journal's line for an application message as it stands in a recording. */
function lineOf(message: Buffer): JournalLine {
  const table = new FieldTable();
  scanMessage(table, message, 0, message.length);
  const dup = table.text(43) === 'Y';
  return { way: 'in', seq: table.integer(34), type: table.text(35)!, dup };
}
