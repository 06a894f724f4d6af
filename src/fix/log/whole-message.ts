/** Whether the text of a log is a whole message: first fields, BodyLength and CheckSum (rule 4). Cold, any thread. */
import { SOH_TEXT as SOH } from '../codec/encode-message.js';

const HEAD = /^8=FIXT?\.\d\.\d(?:SP\d)?\x019=(\d{1,9})\x0135=[^\x01]+\x01/;
const TAIL = /\x0110=(\d{3})\x01$/;

/** @param bytes ISO 8859-1, SOH behind each field. */
export function isWholeMessage(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const head = HEAD.exec(text);
  const tail = TAIL.exec(text);
  if (head === null || tail === null) return false;
  const bodyStart = text.indexOf(SOH, text.indexOf(`${SOH}9=`) + 1) + 1;
  const bodyEnd = tail.index + 1;
  let sum = 0;
  for (let i = 0; i < bodyEnd; i++) sum += bytes[i]!;
  return Number(head[1]) === bodyEnd - bodyStart && Number(tail[1]) === sum % 256;
}
