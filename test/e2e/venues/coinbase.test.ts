import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue whose sequence is that of the connection', () => {
  itSurvivesFaults({ venue: 'coinbase' });
});
