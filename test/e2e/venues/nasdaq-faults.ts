/** Faults of the NASDAQ simulators, one after the other, each put right before the next. */
import { expect, it } from 'vitest';
import { startNasdaq, type NasdaqOptions } from '../../../dist/runtime/index.js';
import { printReports } from './venue-faults.js';
import { VenueSession, type FaultReport } from './venue-session.js';

type Simulator = Awaited<ReturnType<typeof startNasdaq>>;
export type NasdaqFault = Parameters<Simulator['inject']>[0];

export interface ExpectedFault extends NasdaqFault {
  /** What the books go through: `none` where the rule mends it before anybody is told. */
  readonly books: 'none' | 'stale' | 'either';
}

const TEST_MS_LIMIT = 120_000;

export function itSurvivesNasdaqFaults(
  venue: NasdaqOptions['venue'],
  sourceOptions: string,
  faults: readonly ExpectedFault[],
): void {
  it(
    `${venue}: ${faults.length} faults, and every replica equals the venue's book`,
    async () => {
      const simulator = await startNasdaq({
        venue,
        symbolCount: 3,
        seed: 7,
        messagesPerSecond: 600,
        heartbeatMs: 100,
        port: 0,
      });
      const session = await VenueSession.over<NasdaqFault, Simulator>(
        simulator,
        `${simulator.sourceText}&${sourceOptions}`,
        { venue },
      );
      try {
        const reports: FaultReport[] = [];
        for (const { books, ...fault } of faults) {
          const report = await session.inject(fault);
          reports.push(report);
          const isStale = report.staleSymbols.length > 0;
          if (books !== 'either') expect(isStale, JSON.stringify(report)).toBe(books === 'stale');
        }
        await session.equal();
        expect(simulator.committed.map(({ kind }) => kind)).toEqual(faults.map(({ kind }) => kind));
        printReports(venue, reports);
      } finally {
        await session.close();
      }
    },
    TEST_MS_LIMIT,
  );
}
