/** Which clients a gateway says are behind: what it notes for whoever attributes slow intervals. */
import { afterEach, describe, expect, it } from 'vitest';
import { BacklogNotes } from '../../src/gateway/backlog-notes.js';
import type { TailNotes } from '../../src/gateway/tail-notes.js';
import { STREAM_SLOT, streamId } from '../../src/market/stream.js';
import { asInstrumentId } from '../../src/market/units.js';
import { allocateRecordLog, RecordLogReader, RecordLogWriter } from '../../src/ring/record-log.js';
import { EpisodeNotes } from '../../src/telemetry/episode-notes.js';
import { readEpisode, type BacklogEpisode } from '../../src/telemetry/episode.js';
import { SlowSampleNotes } from '../../src/telemetry/slow-sample.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

const BUDGET_NS = 5e6;
const THREAD = 1;

/** Notes of a gateway and their reader at the other end of shared memory. */
class NotesDouble {
  readonly read: BacklogEpisode[] = [];
  readonly tail: TailNotes;
  private readonly reader: RecordLogReader;

  constructor() {
    const log = allocateRecordLog();
    this.reader = new RecordLogReader(log);
    this.tail = {
      episodes: new EpisodeNotes(new RecordLogWriter(log, THREAD)),
      samples: new SlowSampleNotes(new RecordLogWriter(allocateRecordLog(), THREAD), BUDGET_NS),
    };
  }

  /** @returns all backlogs that were noted so far, this call's included. */
  backlogs(): readonly BacklogEpisode[] {
    this.reader.drain((fields) => {
      const episode = readEpisode('gateway 0', fields);
      if (episode?.kind === 'backlog') this.read.push(episode);
    });
    return this.read;
  }
}

describe('a client that stops reading', () => {
  let rig: GatewayRig;
  afterEach(() => rig.close());

  const BOOK_A = streamId(asInstrumentId(0), STREAM_SLOT.BOOK_10);
  const options = { backlogBytesLimit: 65_536, evictionMsLimit: 3_600_000, heartbeatMs: 50 };
  let changes = 0;

  const heavyTraffic = (): void => {
    for (let i = 0; i < 4; i++) {
      changes++;
      const levels = Array.from({ length: 200 }, (_, at) => [at, changes + at + 1] as const);
      rig.lane.change(asInstrumentId(0), levels);
    }
    rig.lane.flush();
  };

  it('is noted while it lasts, by its number, with its unsent bytes and since when', async () => {
    const notes = new NotesDouble();
    rig = await GatewayRig.start({ options, tail: notes.tail });
    // Not the first one: numbers are told apart.
    await rig.connect();
    const stalled = await rig.connect();
    await stalled.subscribe(['sim:AAA']);
    await until(() => stalled.position(BOOK_A) === rig.lane.position(BOOK_A));
    const pausedNs = rig.clock.nowNs();
    stalled.pause();
    rig.traffic = heavyTraffic;
    await until(() => notes.backlogs().length >= 3 && rig.count('DROPS_TO_IMAGE') > 0);
    rig.traffic = () => {};
    const toldBefore = notes.backlogs().length;
    await until(() => notes.backlogs().length >= toldBefore + 2);
    expect(rig.count('CONNECTIONS_BEHIND')).toBe(1);
    const told = notes.backlogs();
    for (const { client, unsentBytes, others, startNs, endNs } of told) {
      expect([client, others]).toEqual([2, 0]);
      expect(unsentBytes).toBeGreaterThan(0);
      expect(endNs - startNs).toBeGreaterThan(BUDGET_NS);
      expect(startNs).toBeGreaterThan(pausedNs);
      expect(endNs).toBeLessThanOrEqual(rig.clock.nowNs());
    }
    // Nothing moved between the last two: the same bytes wait, since the same moment.
    const [before, last] = told.slice(-2);
    expect(last).toMatchObject({ startNs: before!.startNs, unsentBytes: before!.unsentBytes });
    expect(last!.endNs).toBeGreaterThan(before!.endNs);
  });

  it('and reads again is not noted any more', async () => {
    const notes = new NotesDouble();
    rig = await GatewayRig.start({ options, tail: notes.tail });
    const stalled = await rig.connect();
    await stalled.subscribe(['sim:AAA']);
    await until(() => stalled.position(BOOK_A) === rig.lane.position(BOOK_A));
    stalled.pause();
    rig.traffic = heavyTraffic;
    await until(() => notes.backlogs().length > 0);
    rig.traffic = () => {};
    stalled.unpause();
    await until(() => stalled.position(BOOK_A) === rig.lane.position(BOOK_A));
    await until(() => rig.count('CONNECTIONS_BEHIND') === 0);
    const told = notes.backlogs().length;
    const beatsBefore = rig.count('HEARTBEATS');
    await until(() => rig.count('HEARTBEATS') > beatsBefore + 2);
    expect(notes.backlogs()).toHaveLength(told);
  });
});

describe('clients behind in one round', () => {
  it('are named up to 16, and the rest is counted beside the last', () => {
    const notes = new NotesDouble();
    const backlogs = new BacklogNotes(notes.tail);
    for (let client = 1; client <= 20; client++) backlogs.see(client, BUDGET_NS + client, 100);
    expect(backlogs.finish(1e9)).toBe(20);
    const told = notes.backlogs();
    expect(told.map(({ client }) => client)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
    expect(told.map(({ others }) => others)).toEqual([...Array<number>(15).fill(0), 4]);
    expect(told[0]).toMatchObject({ startNs: 1e9 - BUDGET_NS - 1, endNs: 1e9, unsentBytes: 100 });
  });

  it('begin anew with the next', () => {
    const notes = new NotesDouble();
    const backlogs = new BacklogNotes(notes.tail);
    backlogs.see(1, BUDGET_NS + 1, 100);
    backlogs.finish(1e9);
    expect(backlogs.finish(2e9)).toBe(0);
    expect(notes.backlogs()).toHaveLength(1);
  });

  it('are those beyond the budget only, and none where nothing is recorded', () => {
    const notes = new NotesDouble();
    const backlogs = new BacklogNotes(notes.tail);
    backlogs.see(1, BUDGET_NS, 100);
    expect(backlogs.finish(1e9)).toBe(0);
    const unrecorded = new BacklogNotes(undefined);
    unrecorded.see(1, 2 * BUDGET_NS, 100);
    expect(unrecorded.finish(1e9)).toBe(0);
    expect(notes.backlogs()).toEqual([]);
  });
});
