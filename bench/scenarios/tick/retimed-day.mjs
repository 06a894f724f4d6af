/** ITCH files whose timestamps are a schedule: replayed at 1x they are an open-loop source with a known rate. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dueNs } from './schedule.mjs';

const PREFIX_BYTES = 2;
/** Of the 6-byte timestamp in every ITCH message. */
const TIMESTAMP_OFFSET = 5;
const DAY_START_NS = 34_200e9;
const TWO_32 = 2 ** 32;

/** Write the first `messages` of a day with the timestamps of the schedule. */
export function writeRetimed(dayFile, outFile, { messages, messagesPerSecond, isBurst }) {
  const bytes = readFileSync(dayFile);
  let at = 0;
  for (let index = 0; index < messages; index++) {
    const stampNs = Math.round(DAY_START_NS + dueNs(index, messagesPerSecond, isBurst));
    const stampAt = at + PREFIX_BYTES + TIMESTAMP_OFFSET;
    bytes.writeUInt16BE(Math.floor(stampNs / TWO_32), stampAt);
    bytes.writeUInt32BE(stampNs % TWO_32, stampAt + 2);
    at += PREFIX_BYTES + bytes.readUInt16BE(at);
  }
  writeFileSync(outFile, bytes.subarray(0, at));
}
