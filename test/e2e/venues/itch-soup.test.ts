import { describe } from 'vitest';
import { itSurvivesNasdaqFaults } from './nasdaq-faults.js';

describe('NASDAQ over SoupBinTCP and GLIMPSE', () => {
  itSurvivesNasdaqFaults('itch-soup', 'silenceMs=1500', [
    { kind: 'disconnect', books: 'stale' },
    { kind: 'disconnect-mid-message', books: 'stale' },
    { kind: 'delay', ms: 300, books: 'none' },
    { kind: 'hole', books: 'stale' },
    { kind: 'slow-image', ms: 300, books: 'stale' },
    { kind: 'cut-image', books: 'stale' },
    { kind: 'old-image', books: 'stale' },
    { kind: 'refused-login', books: 'stale' },
    { kind: 'sequence-reset', books: 'stale' },
    { kind: 'session-end', books: 'either' },
    { kind: 'restart', ms: 300, books: 'stale' },
    { kind: 'disconnect', books: 'stale' },
    { kind: 'delay', ms: 2500, books: 'stale' },
    { kind: 'hole', books: 'stale' },
    { kind: 'disconnect-mid-message', books: 'stale' },
    { kind: 'sequence-reset', books: 'stale' },
    { kind: 'cut-image', books: 'stale' },
    { kind: 'refused-login', books: 'stale' },
    { kind: 'delay', ms: 100, books: 'none' },
    { kind: 'disconnect-mid-message', books: 'stale' },
  ]);
});
