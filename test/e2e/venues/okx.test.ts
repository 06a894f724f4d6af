import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue whose updates name their predecessor and whose image is a new subscription', () => {
  itSurvivesFaults({ venue: 'okx' });
});
