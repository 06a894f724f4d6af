import { describe } from 'vitest';
import { itSurvivesFaults } from './venue-faults.js';

describe('a live venue of orders, with a sequence per product and images over REST', () => {
  itSurvivesFaults({ venue: 'coinbase-l3', hasOrders: true });
});
