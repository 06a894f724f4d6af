/**
 * Which instruments a client may have. Owns the rule, which is the same for every channel and every kind
 * of client; who a client is, others find out. Runs everywhere, cold.
 */
import type { Instrument } from './instrument.js';
import { covers, parsePattern, type InstrumentPattern } from './instrument-pattern.js';

export class Entitlement {
  private readonly patterns: readonly InstrumentPattern[];

  /**
   * @param texts `venue:symbol`, `venue:*` or `*`; none: everything is allowed.
   * @throws Error for a text that is none of them: left out it could allow everything.
   */
  constructor(texts: readonly string[]) {
    this.patterns = texts.map((text) => {
      const pattern = parsePattern(text);
      if (pattern === undefined) throw new Error(`${text} is not venue:symbol, venue:* or *`);
      return pattern;
    });
  }

  allows(instrument: Pick<Instrument, 'venue' | 'symbol'>): boolean {
    const { patterns } = this;
    return patterns.length === 0 || patterns.some((pattern) => covers(pattern, instrument));
  }
}
