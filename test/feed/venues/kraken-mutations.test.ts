import { describe, expect, it } from 'vitest';
import { KRAKEN_MUTATIONS, krakenStarter } from './kraken-mutations.js';
import { documentedRows, measure } from './mutations.js';

const VENUE = 'kraken';
const TEST_MS_LIMIT = 180_000;
const EACH = 56;

describe('a kraken message that was changed on its way', () => {
  it(
    'is refused, detected or harmless but where the page says so, as often as it says',
    { timeout: TEST_MS_LIMIT },
    () => {
      const { rows, total } = measure(KRAKEN_MUTATIONS[VENUE], EACH, krakenStarter(VENUE));
      expect(total).toBeGreaterThanOrEqual(1000);
      expect(documentedRows(`${VENUE}.md`)).toEqual(rows);
    },
  );
});
