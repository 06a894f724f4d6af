import { describe } from 'vitest';
import { itSurvivesFixFaults } from './fix-faults.js';

const ETH = 'ETH/USD';

describe('a FIX counterparty with faults', () => {
  itSurvivesFixFaults('by price', {}, [
    { kind: 'drop', symbol: ETH, books: 'one' },
    { kind: 'garble', books: 'all' },
    { kind: 'possdup', books: 'none' },
    { kind: 'bad-body-length', books: 'all' },
    { kind: 'lose', books: 'all' },
    { kind: 'reorder', books: 'none' },
    { kind: 'delay', ms: 150, books: 'none' },
    { kind: 'duplicate', books: 'all' },
    { kind: 'sending-time', books: 'all' },
    { kind: 'comp-id', books: 'all' },
    { kind: 'bad-price', books: 'either' },
    { kind: 'disconnect', books: 'all' },
    { kind: 'disconnect-mid-message', books: 'all' },
    { kind: 'mute', books: 'all' },
    { kind: 'skip-sequence', books: 'all' },
    { kind: 'gap-fill', books: 'all' },
    { kind: 'sequence-reset', books: 'all' },
    { kind: 'sequence-back', books: 'none' },
    { kind: 'resend-request', books: 'none' },
    { kind: 'test-request', books: 'none' },
    { kind: 'logout', books: 'all' },
    { kind: 'empty-book', symbol: ETH, books: 'none' },
    { kind: 'unasked-image', symbol: ETH, books: 'none' },
    { kind: 'halt', symbol: ETH, books: 'none' },
    { kind: 'close-market', books: 'none' },
    { kind: 'reject-request', books: 'all' },
    { kind: 'restart', ms: 300, books: 'all' },
    { kind: 'restart-reset', ms: 300, books: 'all' },
    { kind: 'drop', symbol: ETH, books: 'one' },
  ]);
});
