/** Options of the commands that read a recording. Owns their parsing; cold. */
import type { Command } from 'commander';
import { Option } from 'commander';
import { parseSpeed } from '../config/speed.js';
import type { RecordingFormat, ReplaySpeed } from '../runtime/index.js';
import { UsageError } from './exit-code.js';

export const FORMATS = ['auto', 'bookcast', 'itch50', 'captures', 'fix'] as const;

const MOMENT_EXAMPLES = 'as in 2026-11-21T09:30:00Z or +15m; books are as they were';

export interface RecordingFlags {
  readonly format: RecordingFormat | 'auto';
  readonly date?: string;
  readonly from?: string;
  readonly to?: string;
  readonly fixProfile?: string;
}

export function addRecordingOptions(command: Command): Command {
  return command
    .argument(
      '<file>',
      'Bookcast recording, ITCH 5.0 file (plain or .gz), JSON-lines capture or log of FIX messages (plain or .zst)',
    )
    .addOption(
      new Option('--format <format>', 'format of the file').choices(FORMATS).default('auto'),
    )
    .option(
      '--date <yyyy-mm-dd>',
      'trading day of an ITCH file, which knows the time of day only',
      parseDate,
    )
    .option('--from <time>', `moment of a Bookcast recording to begin at, ${MOMENT_EXAMPLES}`)
    .option('--to <time>', 'moment of a Bookcast recording to end at')
    .option(
      '--fix-profile <name>',
      'how the counterparties of a FIX log speak that no ready profile knows',
    );
}

/** Day, beginning, end and profile, as far as they were given. */
export const momentsOf = ({
  date,
  from,
  to,
  fixProfile,
}: RecordingFlags): Pick<RecordingFlags, 'date' | 'from' | 'to' | 'fixProfile'> => ({
  ...(date === undefined ? {} : { date }),
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
  ...(fixProfile === undefined ? {} : { fixProfile }),
});

function parseDate(text: string): string {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (!isDate) throw new UsageError(`--date ${text}: expected a calendar date as YYYY-MM-DD`);
  return text;
}

export function speedFromText(text: string): ReplaySpeed {
  const factor = parseSpeed(text);
  if (factor === undefined) {
    throw new UsageError(`--speed ${text}: expected "max" or a factor such as 1x, 2.5x or 10000x`);
  }
  return factor === Infinity ? 'max' : factor;
}

/** Levels a side: `full` is Infinity. */
export function depthFromText(text: string): number {
  if (text === 'full') return Infinity;
  const depth = Number(text);
  if (!/^\d+$/.test(text) || depth < 1 || !Number.isSafeInteger(depth)) {
    throw new UsageError(`--depth ${text}: expected a whole number of levels from 1, or "full"`);
  }
  return depth;
}
