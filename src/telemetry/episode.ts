/**
 * Episodes: stretches of time in which a thread could not do its work, or was late with it, as that
 * thread or a witness notes them. Owns the kinds and the fields of a record; must never judge which
 * episode made whose latency (runtime/tail does). Any thread.
 *
 * | kind    | noted by       | is |
 * |---------|----------------|----|
 * | gc      | every thread   | a garbage collection of that thread |
 * | turn    | feed, lane, gateway | the thread came around late: its turn took long, or what it took up had waited long |
 * | stall   | feed, lane     | its ring was full, held up by a reader: an event ring's lane, a gated frame ring's gateway |
 * | backlog | gateway        | bytes to one client wait for longer than the budget; noted again while it lasts |
 * | lap     | gateway        | a lane's frame ring overtook the gateway since it had read it before |
 * | hiccup  | control thread | a sleep of 1 ms ended late: the platform gave nobody a core |
 */

export const EPISODE = { GC: 1, TURN: 2, STALL: 3, BACKLOG: 4, LAP: 5, HICCUP: 6 } as const;

/** Fields of a record (ring/record-log), doubles. Times are ns on the run clock. */
export const EPISODE_FIELD = {
  KIND: 0,
  START_NS: 1,
  DURATION_NS: 2,
  /** gc: GC_KINDS index; stall: the reader; lap: the lane; backlog: the client's number; turn: units of work. */
  SUBJECT: 3,
  /** backlog: unsent bytes. turn: how long the turn itself took, ns. */
  DETAIL: 4,
  /** turn: for how long the thread had been busy without a pause, ns. backlog: clients beside it. */
  BUSY_NS: 5,
  /** turn: since when the next two were counted, ns before the end. */
  ACCOUNT_NS: 6,
  /** turn: ready to run without a core, by the kernel's account. */
  CORE_WAIT_NS: 7,
  /** turn: on a core; below 0 where the kernel keeps no account. */
  ON_CORE_NS: 8,
} as const;

/** Kinds of collections by their index in a record; the names are those of /metrics. */
export const GC_KINDS = ['minor', 'major', 'incremental', 'weak'] as const;
export type GcKind = (typeof GC_KINDS)[number];

interface Stretch {
  /** Of the thread that noted it: `lane 0`, `hiccup`. */
  readonly thread: string;
  readonly startNs: number;
  readonly endNs: number;
}

export interface GcEpisode extends Stretch {
  readonly kind: 'gc';
  readonly gcKind: GcKind;
}

export interface TurnEpisode extends Stretch {
  readonly kind: 'turn';
  readonly work: number;
  readonly turnNs: number;
  readonly busyNs: number;
  readonly accountNs: number;
  readonly coreWaitNs: number;
  readonly onCoreNs: number;
}

export interface StallEpisode extends Stretch {
  readonly kind: 'stall';
  /** Its index among the readers of the ring: a feed waits for a lane, a lane for a gateway. */
  readonly reader: number;
}

export interface BacklogEpisode extends Stretch {
  readonly kind: 'backlog';
  /** Number of the client in its gateway. */
  readonly client: number;
  readonly unsentBytes: number;
  /** Further clients in the same state, not noted one by one. */
  readonly others: number;
}

export interface LapEpisode extends Stretch {
  readonly kind: 'lap';
  readonly lane: number;
}

export interface HiccupEpisode extends Stretch {
  readonly kind: 'hiccup';
}

export type Episode =
  GcEpisode | TurnEpisode | StallEpisode | BacklogEpisode | LapEpisode | HiccupEpisode;

/** @returns undefined for a record of a kind that this version does not know. */
export function readEpisode(thread: string, fields: Float64Array): Episode | undefined {
  const at = (field: number): number => fields[field]!;
  const startNs = at(EPISODE_FIELD.START_NS);
  const stretch = { thread, startNs, endNs: startNs + at(EPISODE_FIELD.DURATION_NS) };
  const subject = at(EPISODE_FIELD.SUBJECT);
  switch (at(EPISODE_FIELD.KIND)) {
    case EPISODE.GC:
      return { kind: 'gc', ...stretch, gcKind: GC_KINDS[subject] ?? 'major' };
    case EPISODE.TURN:
      return {
        kind: 'turn',
        ...stretch,
        work: subject,
        turnNs: at(EPISODE_FIELD.DETAIL),
        busyNs: at(EPISODE_FIELD.BUSY_NS),
        accountNs: at(EPISODE_FIELD.ACCOUNT_NS),
        coreWaitNs: at(EPISODE_FIELD.CORE_WAIT_NS),
        onCoreNs: at(EPISODE_FIELD.ON_CORE_NS),
      };
    case EPISODE.STALL:
      return { kind: 'stall', ...stretch, reader: subject };
    case EPISODE.BACKLOG:
      return {
        kind: 'backlog',
        ...stretch,
        client: subject,
        unsentBytes: at(EPISODE_FIELD.DETAIL),
        others: at(EPISODE_FIELD.BUSY_NS),
      };
    case EPISODE.LAP:
      return { kind: 'lap', ...stretch, lane: subject };
    case EPISODE.HICCUP:
      return { kind: 'hiccup', ...stretch };
    default:
      return undefined;
  }
}
