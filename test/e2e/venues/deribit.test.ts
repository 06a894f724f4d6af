import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue whose changes name their predecessor', () => {
  itSurvivesFaults({ venue: 'deribit' });
});
