/**
 * One venue of a soak, in a process of its own: its simulator, which says where it is, commits faults
 * when told, and at the end stands still and tells its books. Started by the soaks only.
 */
import { NASDAQ_VENUES, sourceTextOf, startNasdaq, startVenueSimulator } from 'bookcast';

const { venue, symbols, rate, seed, loss } = JSON.parse(process.argv[2]);
const isNasdaq = NASDAQ_VENUES.includes(venue);
const simulator = isNasdaq
  ? await startNasdaq({ venue, symbolCount: symbols, seed, messagesPerSecond: rate, port: 0, loss })
  : await startVenueSimulator({
      venue,
      symbolCount: symbols,
      seed,
      changesPerSecond: rate,
      port: 0,
    });

const { market } = simulator;
const pairs = (levels) => levels.map(({ price, quantity }) => [price, quantity]);

/** By symbol, as the venue writes it: both sides, best first, in the market's own units. */
const books = () =>
  Object.fromEntries(
    market.symbols.map((symbol, index) => [
      symbol,
      ['bid', 'ask'].map((side) => pairs(market.levels(index, side, Infinity))),
    ]),
  );

process.on('disconnect', () => process.exit(0));
process.on('message', ({ kind, fault }) => {
  if (kind === 'fault') {
    simulator.inject(fault);
    process.send({ kind: 'injected' });
    return;
  }
  simulator.pause();
  process.send({ kind: 'books', books: books(), committed: simulator.committed.length });
});
const source = isNasdaq ? simulator.sourceText : sourceTextOf(venue, simulator);
process.send({ kind: 'listening', source });
