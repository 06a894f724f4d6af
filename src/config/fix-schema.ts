/** The settings of FIX counterparties and of what their sessions keep on disk. Owns the group `fix` of the schema. Cold. */
import { z } from 'zod';
import { integer, mappingList, text, toggle } from './leaf.js';

export const fix = z.strictObject({
  counterparties: mappingList(
    'a list of mappings, each with a name of its own (letters, digits, - and _, in lower case) and options of a fix source, no passwords',
    'FIX counterparties by name: what a source fix:EUR/USD?counterparty=NAME begins with.',
  ),
  storePath: text(
    /^[\s\S]*$/,
    'a path',
    'fix-sessions',
    'Folder of the sessions’ sequence numbers and sent messages; empty keeps them in memory, and they begin at 1 with every start.',
  ),
  keptBytesLimit: integer(
    0,
    1_073_741_824,
    'bytes',
    16_777_216,
    'Sent messages that a session keeps for resending; the oldest go first and are gap-filled then.',
  ),
  syncs: toggle(
    false,
    'Whether a session waits for the disk itself before it speaks: safe against a loss of power too, and slower.',
  ),
  messageLogFileBytes: integer(
    0,
    1_073_741_824,
    'bytes',
    67_108_864,
    'Size of a file of a session’s message log, which has every message in and out without passwords; 0 writes none.',
  ),
  messageLogFilesLimit: integer(
    1,
    10_000,
    'files',
    8,
    'Files of a session’s message log; the oldest is deleted for one more.',
  ),
});
