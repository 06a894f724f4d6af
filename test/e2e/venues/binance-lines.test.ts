/** Several connections of one venue: what one of them loses or leaves is no loss of the books. */
import { describe, expect, it } from 'vitest';
import { VenueSession, type SessionOptions } from './venue-session.js';

const TEST_MS_LIMIT = 60_000;
const LOSSES_PER_SYMBOL = 30;

/** Runs with a session, and expects that no book was STALE once all were LIVE. */
async function withoutStale(
  options: SessionOptions,
  run: (session: VenueSession) => Promise<void>,
): Promise<void> {
  const session = await VenueSession.open(options);
  try {
    const opened = session.states.length;
    await run(session);
    await session.equal();
    const unsound = session.states.slice(opened).filter((text) => !/ LIVE /.test(text));
    expect(unsound).toEqual([]);
  } finally {
    await session.close();
  }
}

describe.each(['binance', 'binance-coinm'])('two lines of %s', (venue) => {
  it(
    'lose nothing together when each message is lost by one of them',
    () =>
      withoutStale({ venue, sourceOptions: 'lines=2&lineHoldMs=5000' }, async ({ simulator }) => {
        const waiting = new Map<string, () => void>();
        simulator.onCommitted = ({ symbol }) => waiting.get(symbol!)?.();
        await Promise.all(
          simulator.market.symbols.map(async (symbol) => {
            for (let i = 0; i < LOSSES_PER_SYMBOL; i++) {
              const isLost = new Promise<void>((resolve) => waiting.set(symbol, resolve));
              // The next message of the one line, then the next one of the other.
              simulator.inject({ kind: 'drop', symbol, line: i % 2 });
              await isLost;
            }
          }),
        );
        expect(simulator.committed.filter(({ kind }) => kind === 'drop')).toHaveLength(
          LOSSES_PER_SYMBOL * simulator.market.symbols.length,
        );
      }),
    TEST_MS_LIMIT,
  );

  it(
    'stand in for each other when one is cut',
    () =>
      withoutStale({ venue, sourceOptions: 'lines=2&lineHoldMs=5000' }, async (session) => {
        for (const line of [0, 1, 0, 1]) {
          await session.connections(2);
          await session.inject({ kind: 'disconnect-mid-message', line });
        }
      }),
    TEST_MS_LIMIT,
  );
});

describe('a connection whose life ends', () => {
  it(
    'is replaced before it is closed, again and again',
    () =>
      withoutStale({ venue: 'binance', sourceOptions: 'lifetimeMs=1500' }, async (session) => {
        const { simulator } = session;
        for (let i = 0; i < 3; i++) {
          await session.until('two connections', () => simulator.connectionCount === 2);
          await session.until('the new one alone', () => simulator.connectionCount === 1);
        }
      }),
    TEST_MS_LIMIT,
  );
});
