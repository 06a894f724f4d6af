/** Messages for tests, written with `|` for SOH. */
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';

const HEADER = '34=2|49=THEM|52=20261121-10:00:00.000|56=US|';

/** Fields as they stand, no header added. */
export function scannedText(text: string): FieldTable {
  const table = new FieldTable();
  const bytes = Buffer.from(text.replaceAll('|', '\x01'), 'latin1');
  scanMessage(table, bytes, 0, bytes.length);
  return table;
}

/** `V`, `262=1|263=1|` → a whole message with header and trailer; sums are the framing's business and not right. */
export const scanned = (
  msgType: string,
  body: string,
  beginString = 'FIX.4.4',
  header = HEADER,
): FieldTable => scannedText(`8=${beginString}|9=5|35=${msgType}|${header}${body}10=000|`);
