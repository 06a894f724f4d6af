import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue with neither a sequence nor a checksum', () => {
  itSurvivesFaults({ venue: 'coinbase-exchange' });
});
