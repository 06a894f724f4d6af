/** A Bitfinex normalizer, live, against the tiny Bitfinex. */
import { BitfinexNormalizer } from '../../../src/feed/normalize/bitfinex/normalizer.js';
import { naiveBitfinexChecksum } from '../../model/bitfinex-checksum.js';
import { EventRecorder } from '../event-recorder.js';
import { BitfinexVenue } from './bitfinex-venue.js';
import { LiveBench } from './live-bench.js';

export type BitfinexBench = LiveBench<BitfinexNormalizer, BitfinexVenue>;

export function bitfinexBench(lines = 1): BitfinexBench {
  const recorder = new EventRecorder();
  const venue = new BitfinexVenue();
  const normalizer = new BitfinexNormalizer('bitfinex', {
    sink: recorder,
    register: recorder,
    random: () => 0,
    endpoints: { webSocket: 'wss://api-pub.bitfinex.com', rest: 'https://api-pub.bitfinex.com' },
    wants: { symbols: venue.symbols, lines, lineHoldNs: 1e6 },
  });
  return new LiveBench(venue, recorder, normalizer, naiveBitfinexChecksum);
}
