/** Faults of the FIX simulator, one after the other, each put right before the next. */
import { expect, it } from 'vitest';
import { startFix, type FixOptions } from '../../../dist/runtime/index.js';
import { printReports } from '../venues/venue-faults.js';
import { VenueSession, type FaultReport } from '../venues/venue-session.js';

type Simulator = Awaited<ReturnType<typeof startFix>>;
export type FixFault = Parameters<Simulator['inject']>[0];
export type FixSession = VenueSession<FixFault, Simulator>;

export interface ExpectedFault extends FixFault {
  /** What the books go through: `none` where nothing is lost, `one` where only that instrument's is. */
  readonly books: 'none' | 'one' | 'all' | 'either';
}

const TEST_MS_LIMIT = 120_000;

export const startSimulator = (options: Partial<FixOptions> = {}): Promise<Simulator> =>
  startFix({ symbolCount: 3, seed: 7, changesPerSecond: 600, port: 0, ...options });

/** A simulator, a server that it feeds, and a client. @param sourceOptions behind the source's text. */
export async function openFixSession(
  options: Partial<FixOptions>,
  sourceOptions = 'heartBtInt=1',
): Promise<FixSession> {
  const simulator = await startSimulator(options);
  return VenueSession.over<FixFault, Simulator>(
    simulator,
    `${simulator.sourceText}&${sourceOptions}`,
    { venue: 'sim', ...(options.depthLimit ? { depth: options.depthLimit } : {}) },
  );
}

export function itSurvivesFixFaults(
  name: string,
  options: Partial<FixOptions>,
  faults: readonly ExpectedFault[],
  sourceOptions?: string,
): void {
  it(
    `${name}: ${faults.length} faults, and every replica equals the counterparty's book`,
    async () => {
      const session = await openFixSession(options, sourceOptions);
      try {
        const reports: FaultReport[] = [];
        for (const { books, ...fault } of faults) {
          const report = await session.inject(fault);
          reports.push(report);
          check(books, fault, report, session.simulator.market.symbols);
          if (fault.kind === 'halt') {
            expect(session.states).toContain(`sim:${fault.symbol} HALTED venue-halt`);
          }
          if (fault.kind === 'close-market') {
            for (const symbol of session.simulator.market.symbols) {
              expect(session.states).toContain(`sim:${symbol} HALTED session-end`);
            }
          }
        }
        await session.equal();
        expect(session.simulator.committed.map(({ kind }) => kind)).toEqual(
          faults.map(({ kind }) => kind),
        );
        printReports(`fix, ${name}`, reports);
      } finally {
        await session.close();
      }
    },
    TEST_MS_LIMIT,
  );
}

function check(
  books: ExpectedFault['books'],
  { kind, symbol }: FixFault,
  { staleSymbols }: FaultReport,
  symbols: readonly string[],
): void {
  const named = {
    none: [],
    one: [`sim:${symbol ?? symbols[0]}`],
    all: symbols.map((each) => `sim:${each}`).sort(),
  };
  if (books !== 'either') expect([kind, ...staleSymbols]).toEqual([kind, ...named[books]]);
}
