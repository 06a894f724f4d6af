import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue with a sequence per connection and a checksum', () => {
  itSurvivesFaults({ venue: 'bitfinex', depth: 25 });
});
