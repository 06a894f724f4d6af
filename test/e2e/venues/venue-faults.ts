/** The same 20 faults for every venue: each detected where the venue's rule can, and put right. */
import { expect, it } from 'vitest';
import {
  VenueSession,
  type Fault,
  type FaultReport,
  type SessionOptions,
} from './venue-session.js';

/** What the simulator of the venue says of itself, see VenueProtocol. */
interface ProtocolTraits {
  readonly undetectable: readonly string[];
  readonly isolatesSymbols: boolean;
  readonly forgivesLoss?: boolean;
}

const faultsFor = (symbols: readonly string[]): Fault[] => {
  const [first, second, third] = symbols as [string, string, string];
  return [
    { kind: 'drop', symbol: first },
    { kind: 'duplicate', symbol: second },
    { kind: 'reorder', symbol: third },
    { kind: 'delay', symbol: first, ms: 150 },
    { kind: 'bad-checksum', symbol: second },
    { kind: 'garbage', symbol: third },
    { kind: 'disconnect' },
    { kind: 'drop', symbol: second },
    { kind: 'disconnect-mid-message' },
    { kind: 'sequence-reset' },
    { kind: 'http-429' },
    { kind: 'http-500' },
    { kind: 'slow-snapshot', ms: 300 },
    { kind: 'restart', ms: 300 },
    { kind: 'drop', symbol: third },
    { kind: 'reorder', symbol: first },
    { kind: 'garbage', symbol: second },
    { kind: 'bad-checksum', symbol: first },
    { kind: 'duplicate', symbol: third },
    { kind: 'drop', symbol: first },
  ];
};

/** Faults that lose nothing that a sequence could miss: no book has to be rebuilt for them. */
const HARMLESS = new Set(['duplicate', 'delay']);
const OF_ONE_SYMBOL = new Set(['drop', 'garbage', 'bad-checksum']);
const TEST_MS_LIMIT = 120_000;

/** One test: 20 faults, one after the other, each put right before the next. */
export function itSurvivesFaults(options: SessionOptions): void {
  it(
    `${options.venue}: 20 faults, and every replica equals the venue's book`,
    async () => {
      const session = await VenueSession.open(options);
      try {
        const { market, protocol } = session.simulator;
        const faults = faultsFor(market.symbols).map((fault, index) =>
          protocol.undetectable.includes(fault.kind)
            ? insteadOf(protocol, market.symbols[index % market.symbols.length]!)
            : fault,
        );
        const reports: FaultReport[] = [];
        for (const fault of faults) {
          const report = await session.inject(fault);
          reports.push(report);
          check(fault, report, protocol, options.venue);
        }
        await session.equal();
        const drops = reports.filter(({ fault }) => fault === 'drop');
        const seen = drops.filter(({ staleSymbols }) => staleSymbols.length > 0);
        if (drops.length > 0) {
          expect(seen.length, 'lost messages that are seen').toBeGreaterThan(drops.length / 2);
        }
        printReports(options.venue, reports);
      } finally {
        await session.close();
      }
    },
    TEST_MS_LIMIT,
  );
}

/** What the venue's rule cannot show becomes a lost message, or a half one: 20 faults for every venue. */
const insteadOf = ({ undetectable }: ProtocolTraits, symbol: string): Fault => ({
  kind: undetectable.includes('drop') ? 'garbage' : 'drop',
  symbol,
});

function check(fault: Fault, report: FaultReport, traits: ProtocolTraits, venue: string): void {
  if (HARMLESS.has(fault.kind)) expect(report, fault.kind).toMatchObject({ staleSymbols: [] });
  if (fault.kind === 'drop' && traits.forgivesLoss !== true)
    expect(report.staleSymbols, 'a lost message is seen').not.toEqual([]);
  if (fault.kind === 'bad-checksum' && !traits.undetectable.includes(fault.kind))
    expect(report.staleSymbols, 'a wrong checksum is seen').not.toEqual([]);
  if (traits.isolatesSymbols && OF_ONE_SYMBOL.has(fault.kind) && report.staleSymbols.length > 0) {
    expect(report.staleSymbols, 'no other symbol is touched').toEqual([`${venue}:${fault.symbol}`]);
  }
}

/** The time from fault to LIVE, for whoever reads the test's output. */
export function printReports(venue: string, reports: readonly FaultReport[]): void {
  const lines = reports.map(
    ({ fault, staleSymbols, ms }) =>
      `  ${fault.padEnd(24)} ${String(ms).padStart(5)} ms  ${staleSymbols.length === 0 ? 'no book touched' : `stale: ${staleSymbols.length}`}`,
  );
  process.stdout.write(`${venue}: from fault to every book right again\n${lines.join('\n')}\n`);
}
