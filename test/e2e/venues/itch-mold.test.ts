import { describe } from 'vitest';
import { itSurvivesNasdaqFaults } from './nasdaq-faults.js';

describe('NASDAQ over two multicast lines, a request server and GLIMPSE', () => {
  itSurvivesNasdaqFaults('itch-mold', 'gapHoldMs=700&silenceMs=1500', [
    { kind: 'drop-a', books: 'none' },
    { kind: 'drop-b', books: 'none' },
    { kind: 'drop', books: 'none' },
    { kind: 'duplicate', books: 'none' },
    { kind: 'reorder', books: 'none' },
    { kind: 'delay', ms: 150, books: 'none' },
    { kind: 'garbage-a', books: 'none' },
    { kind: 'garbage', books: 'none' },
    { kind: 'deaf', ms: 60, books: 'none' },
    { kind: 'hole', books: 'stale' },
    { kind: 'slow-image', ms: 300, books: 'stale' },
    { kind: 'drop', books: 'none' },
    { kind: 'cut-image', books: 'stale' },
    { kind: 'old-image', books: 'stale' },
    { kind: 'refused-login', books: 'stale' },
    { kind: 'delay', ms: 2500, books: 'stale' },
    { kind: 'sequence-reset', books: 'either' },
    { kind: 'session-end', books: 'either' },
    { kind: 'restart', ms: 2000, books: 'stale' },
    { kind: 'reorder', books: 'none' },
  ]);
});
