/**
 * Noting episodes down. Owns the filling of a record; must never allocate, and never decide whether
 * something is worth a note. Any thread, one each.
 */
import { EPISODE, EPISODE_FIELD, GC_KINDS, type GcKind } from './episode.js';

/** Where records go: the writing end of ring/record-log. */
export interface RecordSink {
  readonly fields: Float64Array;
  append(): void;
}

export class EpisodeNotes {
  constructor(private readonly sink: RecordSink) {}

  gc(kind: GcKind, startNs: number, durationNs: number): void {
    this.begin(EPISODE.GC, startNs, durationNs, GC_KINDS.indexOf(kind));
    this.sink.append();
  }

  /**
   * @param busyNs how long the thread had been busy when the turn ended.
   * @param accountNs the kernel's figures that follow were counted over the last so many ns.
   * @param onCoreNs below 0: the kernel keeps no account.
   */
  turn(
    startNs: number,
    durationNs: number,
    work: number,
    turnNs: number,
    busyNs: number,
    accountNs: number,
    coreWaitNs: number,
    onCoreNs: number,
  ): void {
    this.begin(EPISODE.TURN, startNs, durationNs, work);
    const { fields } = this.sink;
    fields[EPISODE_FIELD.DETAIL] = turnNs;
    fields[EPISODE_FIELD.BUSY_NS] = busyNs;
    fields[EPISODE_FIELD.ACCOUNT_NS] = accountNs;
    fields[EPISODE_FIELD.CORE_WAIT_NS] = coreWaitNs;
    fields[EPISODE_FIELD.ON_CORE_NS] = onCoreNs;
    this.sink.append();
  }

  /** @param reader the one that the ring's writer waited for. */
  stall(startNs: number, durationNs: number, reader: number): void {
    this.begin(EPISODE.STALL, startNs, durationNs, reader);
    this.sink.append();
  }

  /** @param others further clients in the same state that get no note of their own. */
  backlog(
    startNs: number,
    durationNs: number,
    client: number,
    unsentBytes: number,
    others: number,
  ): void {
    this.begin(EPISODE.BACKLOG, startNs, durationNs, client);
    this.sink.fields[EPISODE_FIELD.DETAIL] = unsentBytes;
    this.sink.fields[EPISODE_FIELD.BUSY_NS] = others;
    this.sink.append();
  }

  /** @param startNs when the ring had been read before. */
  lap(startNs: number, durationNs: number, lane: number): void {
    this.begin(EPISODE.LAP, startNs, durationNs, lane);
    this.sink.append();
  }

  hiccup(startNs: number, durationNs: number): void {
    this.begin(EPISODE.HICCUP, startNs, durationNs, 0);
    this.sink.append();
  }

  private begin(kind: number, startNs: number, durationNs: number, subject: number): void {
    const { fields } = this.sink;
    fields[EPISODE_FIELD.KIND] = kind;
    fields[EPISODE_FIELD.START_NS] = startNs;
    fields[EPISODE_FIELD.DURATION_NS] = durationNs;
    fields[EPISODE_FIELD.SUBJECT] = subject;
  }
}
