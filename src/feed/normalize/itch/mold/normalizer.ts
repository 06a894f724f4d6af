/**
 * NASDAQ ITCH over MoldUDP64: packets of the lines and of the request server through the sync rule to
 * the books, images by GLIMPSE where the rule gives up. Owns the connections A, B, C, request and
 * glimpse, by commands; the rule is sync-rule's. Sans-I/O. Feed thread.
 */
import { REASON, type StateReason } from '../../../../market/state.js';
import type { InstrumentId } from '../../../../market/units.js';
import { CommandQueue } from '../../parts/command-queue.js';
import { ResyncCounts } from '../../parts/resync-counts.js';
import type {
  LineSummary,
  NormalizerDeps,
  VenueCommand,
  VenueNormalizer,
  VenueSummary,
} from '../../venue-normalizer.js';
import { BookStream } from '../book-stream.js';
import { GLIMPSE_CONNECTION, GlimpseClient } from '../soup/glimpse-client.js';
import type { MoldSettings } from './settings.js';
import type { LineLog } from './line-log.js';
import { writeRequest } from './messages.js';
import { LineArbiter, REQUEST_LINE, type LossReason, type MoldOutput } from './sync-rule.js';

export const REQUEST_CONNECTION = 'request';

export class MoldNormalizer implements VenueNormalizer, MoldOutput {
  private readonly commands = new CommandQueue();
  private readonly arbiter: LineArbiter;
  private readonly stream: BookStream;
  private readonly glimpse: GlimpseClient | undefined;
  private readonly lineOf: ReadonlyMap<string, number>;
  private readonly resyncs = new ResyncCounts();
  /** Holes given up, by reason. */
  private readonly losses: Record<string, number> = {};
  private nowNs = 0;
  private receivedNs = 0;

  constructor(
    private readonly settings: MoldSettings,
    deps: NormalizerDeps,
  ) {
    const { lines, limits, glimpse, soupLimits } = settings;
    this.stream = new BookStream({
      sink: deps.sink,
      register: deps.register,
      venue: settings.venue,
      midnightSeconds: settings.midnightSeconds,
      hasImages: glimpse !== undefined,
      waitingBytesLimit: soupLimits.waitingBytes,
    });
    this.arbiter = new LineArbiter(lines.length, this, limits);
    this.lineOf = new Map([
      ...lines.map(({ name }, index) => [name, index] as const),
      [REQUEST_CONNECTION, REQUEST_LINE] as const,
    ]);
    if (glimpse === undefined) return;
    const options = { ...glimpse, limits: soupLimits, random: deps.random };
    this.glimpse = new GlimpseClient(options, this.stream, this.commands);
  }

  start(): void {
    const { lines, request } = this.settings;
    for (const { name, address } of lines) {
      this.commands.add({ kind: 'connect', connection: name, address });
    }
    if (request === undefined) return;
    this.commands.add({ kind: 'connect', connection: REQUEST_CONNECTION, address: request });
  }

  atTime(nowNs: number, receivedNs: number): void {
    this.nowNs = nowNs;
    this.receivedNs = receivedNs;
  }

  connected(connection: string): void {
    if (connection === GLIMPSE_CONNECTION) this.glimpse?.connected(this.nowNs);
  }

  /** A line that is closed on our side tells nothing of the others: silence is what counts. */
  disconnected(connection: string): void {
    if (connection === GLIMPSE_CONNECTION) this.glimpse?.disconnected(this.nowNs);
  }

  receivedBinary(connection: string, bytes: Uint8Array): void {
    const line = this.lineOf.get(connection);
    if (line !== undefined) this.arbiter.packet(line, bytes, this.nowNs, this.receivedNs);
    else if (connection === GLIMPSE_CONNECTION) {
      this.glimpse?.received(bytes, this.nowNs, this.receivedNs);
    }
    this.glimpse?.checkTimers(this.nowNs);
  }

  resync(id: InstrumentId, reason: StateReason): void {
    this.resyncs.add(reason);
    this.stream.lose(id, reason, this.receivedNs);
    this.glimpse?.checkTimers(this.nowNs);
  }

  checkTimers(): void {
    this.arbiter.checkTimers(this.nowNs);
    this.glimpse?.checkTimers(this.nowNs);
  }

  takeCommand(): VenueCommand | undefined {
    return this.commands.take();
  }

  // The venue speaks binary, has no REST, and its connections do not age.
  sent(): void {}
  received(): void {}
  answered(): void {}
  failed(): void {}
  rotate(): void {}
  finish(): void {}

  summary(): VenueSummary {
    const { arbiter, stream, glimpse, settings } = this;
    const { normalizer } = stream;
    return {
      gaps: arbiter.gaps,
      unverifiable: 0,
      unknownMessages: stream.unknownMessages,
      refusedValues: normalizer.refusedValueCount,
      undeclaredInstruments: normalizer.undeclaredCount,
      refusals: { ...arbiter.refusals },
      messagesByType: normalizer.types.byType(),
      resyncs: this.resyncs.counts,
      lines: Object.fromEntries(
        settings.lines.map(({ name }, index) => [name, lineSummary(arbiter.lines[index]!)]),
      ),
      counts: {
        sessions: arbiter.sessions,
        nextSequence: arbiter.next,
        missingMessages: arbiter.missingMessages,
        heldPackets: arbiter.heldCount,
        requests: arbiter.requests,
        requestedMessages: arbiter.requested,
        lostMessages: arbiter.lostMessages,
        contradictions: arbiter.contradictions,
        waitingMessages: stream.waitingCount,
        imagesRequested: glimpse?.requests ?? 0,
        images: stream.images,
        uselessImages: stream.uselessImages,
        ...Object.fromEntries(
          Object.entries(this.losses).map(([why, count]) => [`holesLost-${why}`, count]),
        ),
      },
    };
  }

  sessionBegan(name: string): void {
    this.glimpse?.abort(this.nowNs);
    this.stream.sessionBegan(this.receivedNs);
    this.commands.add({ kind: 'note', text: `session ${name} began` });
  }

  message(view: DataView, at: number, length: number, sequence: number, receivedNs: number): void {
    this.stream.message(view, at, length, sequence, receivedNs);
  }

  request(session: Int32Array, sequence: number, count: number): void {
    if (this.settings.request === undefined) return;
    const bytes = writeRequest(session, sequence, count);
    this.commands.add({ kind: 'send-binary', connection: REQUEST_CONNECTION, bytes });
  }

  lost(from: number, to: number, why: LossReason): void {
    this.losses[why] = (this.losses[why] ?? 0) + 1;
    // The first hole of all: we have joined late.
    const reason = from === 1 ? REASON.AWAITING_IMAGE : REASON.SEQUENCE_GAP;
    this.resyncs.add(reason);
    this.commands.add({ kind: 'note', text: `messages ${from} to ${to - 1} are lost: ${why}` });
    this.stream.skipTo(to, reason, this.receivedNs);
  }

  contradicted(end: number): void {
    this.resyncs.add(REASON.VERIFY_FAILED);
    const text = `two copies of a packet up to message ${end - 1} differ: no book can be trusted`;
    this.commands.add({ kind: 'note', text });
    this.stream.loseAll(end, REASON.VERIFY_FAILED, this.receivedNs);
  }

  silent(): void {
    this.stream.setDoubt(REASON.SILENT, this.receivedNs);
  }

  heard(): void {
    this.stream.setDoubt(REASON.NONE, this.receivedNs);
  }

  sessionEnded(): void {
    this.stream.sessionEnded(this.receivedNs);
  }
}

function lineSummary(log: LineLog): LineSummary {
  return {
    messages: log.messages,
    first: log.first,
    duplicates: log.duplicates,
    lost: log.lost,
    meanLeadNs: log.leadNs / log.leads,
  };
}
