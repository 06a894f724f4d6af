/**
 * A client of tests on a stock `ws` socket: verifies every frame, keeps a plain map per stream, and
 * notes every breach of continuity instead of mending it.
 */
import { WebSocket } from 'ws';
import { BookDecoder } from '../../src/frame/decode-book.js';
import { decodedKind } from '../../src/frame/decode-frame.js';
import { decodeInstrument } from '../../src/frame/decode-instrument.js';
import { decodeLatencyReport } from '../../src/frame/decode-latency-report.js';
import { FRAME_FLAG, FRAME_KIND } from '../../src/frame/frame-header.js';
import type { LatencyFigures } from '../../src/frame/latency-report.js';
import { verifyFrame } from '../../src/frame/verify-frame.js';
import { until } from './turns.js';

export interface Replica {
  levels: Map<number, number>;
  epoch: string;
  seq: number;
  images: number;
  deltas: number;
}

export interface TextMessage {
  readonly op: string;
  readonly id?: number | string;
  readonly code?: string;
  readonly message?: string;
  readonly [field: string]: unknown;
}

export class ClientDouble {
  readonly texts: TextMessage[] = [];
  readonly replicas = new Map<number, Replica>();
  readonly breaches: string[] = [];
  readonly instruments = new Map<number, { venue: string; symbol: string }>();
  readonly opened: Promise<void>;
  readonly reports: LatencyFigures[] = [];
  /** Deltas that came later than their stream's last image, as each report came. */
  readonly newsAtReports: number[] = [];
  /** Of frames that are neither heartbeats nor reports. */
  dataBytes = 0;
  heartbeats = 0;
  messages = 0;
  frames = 0;
  framesPerMessageMax = 0;
  closeCode: number | undefined;
  closeReason = '';
  private readonly socket: WebSocket;
  private readonly decoder = new BookDecoder();
  private readonly imageSentNs = new Map<number, number>();
  private news = 0;
  private nextId = 1;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: false });
    this.socket.binaryType = 'nodebuffer';
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('error', reject);
      this.socket.once('unexpected-response', (_request, response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          reject(new Error(`${response.statusCode} ${Buffer.concat(chunks).toString()}`)),
        );
      });
    });
    this.socket.on('error', () => {});
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.receive(data);
      else this.texts.push(JSON.parse(data.toString()) as TextMessage);
    });
    this.socket.on('close', (code, reason) => {
      this.closeCode = code;
      this.closeReason = reason.toString();
    });
  }

  /** Stop reading from the socket, as a stalled process does. */
  pause(): void {
    this.socket.pause();
  }

  unpause(): void {
    this.socket.resume();
  }

  terminate(): void {
    this.socket.terminate();
  }

  sendRaw(data: string | Buffer): void {
    this.socket.send(data);
  }

  /** Send a request and wait for its answer. */
  async request(fields: Record<string, unknown>): Promise<TextMessage> {
    const id = this.nextId++;
    this.socket.send(JSON.stringify({ id, ...fields }));
    return this.text((text) => text.id === id && text.op !== 'notice');
  }

  subscribe(instruments: string[], depth: number | 'full' = 10): Promise<TextMessage> {
    return this.request({ op: 'subscribe', channel: 'book', depth, instruments });
  }

  async text(matches: (text: TextMessage) => boolean): Promise<TextMessage> {
    await until(() => this.texts.some(matches));
    return this.texts.find(matches)!;
  }

  /** Epoch and seq of a replica, as LaneDouble.position says them. */
  position(stream: number): string | undefined {
    const replica = this.replicas.get(stream);
    return replica && `${replica.epoch} ${replica.seq}`;
  }

  notice(code: string): Promise<TextMessage> {
    return this.text((text) => text.op === 'notice' && text.code === code);
  }

  async closed(): Promise<number> {
    await until(() => this.closeCode !== undefined);
    return this.closeCode!;
  }

  private receive(data: Buffer): void {
    const bytes = new Uint8Array(data);
    const view = new DataView(bytes.buffer);
    let frames = 0;
    for (let at = 0; at < bytes.length; frames++) {
      const length = view.getUint32(at, true) + 4;
      const refusal = verifyFrame(view, at, length);
      if (refusal !== undefined) this.breaches.push(`not a frame: ${refusal}`);
      if (length % 8 !== 0) this.breaches.push(`a frame of ${length} bytes`);
      this.frame(view, at, length);
      at += length;
    }
    this.messages++;
    this.frames += frames;
    this.framesPerMessageMax = Math.max(this.framesPerMessageMax, frames);
  }

  private frame(view: DataView, at: number, bytes: number): void {
    const kind = decodedKind(view, at);
    if (kind === FRAME_KIND.LATENCY_REPORT) {
      this.reports.push(decodeLatencyReport(view, at));
      this.newsAtReports.push(this.news);
      return;
    }
    if (kind !== FRAME_KIND.HEARTBEAT) this.dataBytes += bytes;
    if (kind === FRAME_KIND.INSTRUMENT) {
      const { id, venue, symbol } = decodeInstrument(view, at);
      this.instruments.set(id, { venue, symbol });
      return;
    }
    const { decoder } = this;
    decoder.bind(view, at);
    if (!(decoder.sentNs > 0)) this.breaches.push('a frame without a sent stamp');
    if (decoder.sentNs < decoder.framedNs || decoder.sentNs < decoder.receivedNs)
      this.breaches.push(`a frame sent at ${decoder.sentNs}, framed at ${decoder.framedNs}`);
    if (kind === FRAME_KIND.HEARTBEAT) {
      this.heartbeats++;
      return;
    }
    if (!this.instruments.has(decoder.instrument))
      this.breaches.push('a frame before its instrument');
    if ((decoder.flags & FRAME_FLAG.IMAGE) !== 0) this.image(kind === FRAME_KIND.IMAGE);
    else this.delta(kind === FRAME_KIND.DELTA);
  }

  private image(isBook: boolean): void {
    const { decoder } = this;
    this.imageSentNs.set(decoder.stream, decoder.sentNs);
    const before = this.replicas.get(decoder.stream);
    const first = !isBook || decoder.part === 0;
    if (before !== undefined && decoder.epochCounter < Number(before.epoch.split(':')[1])) {
      this.breaches.push(
        `stream ${decoder.stream}: epoch ${decoder.epochCounter} after ${before.epoch}`,
      );
    }
    const replica: Replica = first
      ? {
          levels: new Map(),
          epoch: '',
          seq: 0,
          images: before?.images ?? 0,
          deltas: before?.deltas ?? 0,
        }
      : before!;
    replica.epoch = `${decoder.epochStart}:${decoder.epochCounter}`;
    replica.seq = decoder.seq;
    if (!isBook || decoder.part === decoder.partCount - 1) replica.images++;
    if (isBook) this.apply(replica);
    this.replicas.set(decoder.stream, replica);
  }

  private delta(isBook: boolean): void {
    const { decoder } = this;
    const replica = this.replicas.get(decoder.stream);
    if (decoder.sentNs > (this.imageSentNs.get(decoder.stream) ?? Infinity)) this.news++;
    if (replica === undefined) {
      this.breaches.push(`stream ${decoder.stream}: a delta before its image`);
      return;
    }
    const epoch = `${decoder.epochStart}:${decoder.epochCounter}`;
    if (epoch !== replica.epoch || decoder.seq !== replica.seq + 1) {
      this.breaches.push(
        `stream ${decoder.stream}: ${epoch} ${decoder.seq} after ${replica.epoch} ${replica.seq}`,
      );
    }
    replica.seq = decoder.seq;
    replica.deltas++;
    if (isBook) this.apply(replica);
  }

  private apply(replica: Replica): void {
    const { bids } = this.decoder;
    for (let i = 0; i < bids.count; i++) {
      if (bids.action(i) === 0) replica.levels.set(bids.price(i), bids.quantity(i));
      else replica.levels.delete(bids.price(i));
    }
  }
}
