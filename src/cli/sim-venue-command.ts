/** `bookcast sim VENUE`: a venue on loopback, to try a feed without the internet. Until a signal. Cold. */
import type { Command } from 'commander';
import { SIMULATED_VENUES, sourceTextOf, startVenueSimulator } from '../runtime/index.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onStopSignals } from './interrupt.js';
import { withMarketOptions, type MarketFlags } from './market-options.js';
import { printLine } from './output.js';
import { wholeNumber } from './whole-number.js';

interface VenueFlags extends MarketFlags {
  readonly port: number;
}

/** One command a venue, behind `sim`. */
export function addSimVenueCommands(sim: Command, finish: (code: ExitCode) => void): void {
  for (const venue of SIMULATED_VENUES) {
    withMarketOptions(sim.command(venue))
      .description(`Start a simulator of ${venue} on 127.0.0.1, with faults on demand.`)
      .option('--port <n>', 'TCP port; 0 takes any free one', wholeNumber('--port', 0, 65_535), 0)
      .addHelpText(
        'after',
        `\nExample:\n  bookcast sim ${venue} --symbols 3 --port 9100\n  curl 'http://127.0.0.1:9100/_fault?kind=drop'      loses the next message`,
      )
      .action(async (flags: VenueFlags) => finish(await simVenue(venue, flags)));
  }
}

async function simVenue(venue: string, flags: VenueFlags): Promise<ExitCode> {
  const server = await startVenueSimulator({
    venue,
    symbolCount: flags.symbols,
    seed: flags.seed,
    changesPerSecond: flags.rate,
    port: flags.port,
  });
  printLine(`${venue} listens on ${server.webSocketUrl}. In another terminal:`);
  printLine(`  bookcast serve --source '${sourceTextOf(venue, server)}'`);
  printLine(`  curl '${server.restUrl}/_fault?kind=drop'      (an unknown kind lists them all)`);
  await new Promise<void>((resolve) => onStopSignals(() => resolve()));
  await server.close();
  return EXIT.CLEAN;
}
