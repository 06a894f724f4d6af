import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue with windows of a fixed depth, counted by one from each snapshot', () => {
  itSurvivesFaults({ venue: 'bybit-spot', depth: 50 });
});
