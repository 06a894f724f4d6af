import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue with a sequence per symbol and snapshots over REST', () => {
  itSurvivesFaults({ venue: 'binance' });
});
