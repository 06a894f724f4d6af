/** Which values are never shown to anybody. Owns the list; used wherever messages become text for people. Any thread. */
import { MSG_TYPE, TAG } from '../tags.js';

/** Instead of the value. */
export const SECRET_TEXT = '***';

const ENCRYPTED_PASSWORD = 1402;
const ENCRYPTED_NEW_PASSWORD = 1404;
const SECRET_TAGS: ReadonlySet<number> = new Set([
  TAG.Password,
  TAG.NewPassword,
  ENCRYPTED_PASSWORD,
  ENCRYPTED_NEW_PASSWORD,
]);

/** Fields that ran into another value, because their separator is not where it should be. */
const SECRET_WITHIN = /(^|\D)((?:554|925|1402|1404)=).*/s;
const SECRET_WITHIN_LOGON = /(^|\D)((?:554|925|1402|1404|96)=).*/s;

/** A value as it may be shown. RawData (96) of a Logon is how older counterparties send passwords. */
export function shownValue(tag: number, value: string, msgType: string | undefined): string {
  const isLogon = msgType === undefined || msgType === MSG_TYPE.Logon;
  if (SECRET_TAGS.has(tag) || (isLogon && tag === TAG.RawData)) return SECRET_TEXT;
  return shownText(value, isLogon);
}

/** Text in which fields may stand that nobody took apart. */
export const shownText = (text: string, isLogon = true): string =>
  !text.includes('=')
    ? text
    : text.replace(isLogon ? SECRET_WITHIN_LOGON : SECRET_WITHIN, `$1$2${SECRET_TEXT}`);
