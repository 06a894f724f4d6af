/** Two lines of a venue without a common sequence: the loss of the live one is nobody's loss. */
import { describe, expect, it } from 'vitest';
import { VenueSession } from './venue-session.js';

const TEST_MS_LIMIT = 60_000;
const LINE_COUNT = 2;
const KINDS = ['disconnect-mid-message', 'bad-checksum', 'drop', 'garbage'] as const;

describe.each([
  { venue: 'kraken', sourceOptions: 'lines=2', connectionCount: 2 },
  // The third one is for what is public: instruments and trades.
  { venue: 'kraken-l3', sourceOptions: 'lines=2&token=anything', connectionCount: 3 },
])('a hot standby of $venue', ({ venue, sourceOptions, connectionCount }) => {
  it(
    'takes over at once when the live line is cut or damaged',
    async () => {
      const session = await VenueSession.open({ venue, depth: 10, sourceOptions });
      const { simulator } = session;
      try {
        for (let line = 0; line < LINE_COUNT; line++) {
          for (const kind of KINDS) {
            // One of both lines is the live one; the other has its book before that one's turn comes.
            await session.connections(connectionCount);
            await session.inject({ kind, line, symbol: simulator.market.symbols[0]! });
          }
        }
        expect(session.states.filter((text) => /STALE (?!awaiting)/.test(text))).toEqual([]);
        await session.equal();
      } finally {
        await session.close();
      }
    },
    TEST_MS_LIMIT,
  );
});
