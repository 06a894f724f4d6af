import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue whose diffs name their predecessor, with snapshots over REST', () => {
  itSurvivesFaults({ venue: 'binance-usdm' });
});
