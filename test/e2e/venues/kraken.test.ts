import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue without a sequence, whose checksum follows every message', () => {
  itSurvivesFaults({ venue: 'kraken', depth: 10 });
  itSurvivesFaults({ venue: 'kraken-l3', depth: 10, sourceOptions: 'token=anything' });
});
