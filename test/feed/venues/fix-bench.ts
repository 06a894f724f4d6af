/** A FIX normalizer, live, against counterparties of a few lines; messages are written with `|` for SOH. */
import { FixNormalizer } from '../../../src/feed/normalize/fix/normalizer.js';
import { profileOf } from '../../../src/feed/normalize/fix/profiles.js';
import { NaiveL2Book } from '../../model/naive-l2-book.js';
import { EventRecorder } from '../event-recorder.js';
import { LiveBench, type TinyVenue } from './live-bench.js';
import { seeded } from './mutations.js';

let sequence = 0;

/** A whole message of these fields, the first one 35: lengths and sums as FIX wants them. */
export function fixText(fields: string): string {
  const [type, ...rest] = fields.replace(/\|$/, '').split('|');
  sequence++;
  const header = `${type}|34=${sequence}|49=VENUE|52=20261121-09:30:00.125|56=US|`;
  const body = `${header}${rest.map((each) => `${each}|`).join('')}`.replaceAll('|', '\x01');
  const head = `8=FIX.4.4\x019=${body.length}\x01${body}`;
  const sum = [...Buffer.from(head, 'latin1')].reduce((total, byte) => total + byte, 0) % 256;
  return `${head}10=${String(sum).padStart(3, '0')}\x01`;
}

/** One that answers by script. */
export class ScriptedCounterparty implements TinyVenue {
  readonly said: string[] = [];
  script: (fields: ReadonlyMap<string, string>) => readonly string[] = () => [];

  constructor(readonly symbols: readonly string[]) {}

  answer(text: string): string[] {
    const shown = text.replaceAll('\x01', '|');
    this.said.push(shown);
    const fields = new Map(
      shown.split('|').map((field) => field.split('=', 2) as [string, string]),
    );
    return this.script(fields).map(fixText);
  }

  list(): undefined {
    return undefined;
  }

  book(): NaiveL2Book {
    return new NaiveL2Book();
  }
}

export type FixBench<V extends TinyVenue = ScriptedCounterparty> = LiveBench<FixNormalizer, V>;

export function fixBenchOf<V extends TinyVenue>(
  venue: V,
  options: Readonly<Record<string, string>> = {},
  symbols = venue.symbols,
  depth?: number,
): FixBench<V> {
  const recorder = new EventRecorder();
  const normalizer = new FixNormalizer(
    { venue: 'lmax', profile: profileOf(options) },
    {
      sink: recorder,
      register: recorder,
      random: seeded(1),
      endpoints: { webSocket: '', rest: '' },
      wants: { symbols, lines: 1, lineHoldNs: 0, ...(depth === undefined ? {} : { depth }) },
    },
  );
  return new LiveBench(venue, recorder, normalizer);
}

export const fixBench = (options: Readonly<Record<string, string>> = {}, symbols = ['EUR/USD']) =>
  fixBenchOf(new ScriptedCounterparty(symbols), options);
