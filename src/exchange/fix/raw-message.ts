/**
 * FIX messages as text, taken apart and put together without the codec that the simulator is to test: what
 * a fault changes, and the sums made right again.
 */

const SOH = '\x01';

/** Cuts what a session writes in one go, whole messages one behind the other. */
export function messagesIn(bytes: Uint8Array): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return text.match(/8=FIX[^]*?\x0110=\d{3}\x01/g) ?? [];
}

/** The first value of a tag; undefined where it is not there. */
export const valueOf = (message: string, tag: number): string | undefined =>
  new RegExp(`(?:^|${SOH})${tag}=([^${SOH}]*)`).exec(message)?.[1];

/** The message with the first value of a tag replaced, its length and sum right. */
export const withValue = (message: string, tag: number, value: string): string =>
  summed(message.replace(new RegExp(`(^|${SOH})${tag}=[^${SOH}]*`), `$1${tag}=${value}`));

/** As it is sent a second time: 43=Y, and when it was sent first. */
export const asPossDup = (message: string): string =>
  summed(
    message
      .replace(/(\x0134=[^\x01]*)/, '$1\x0143=Y')
      .replace(/(\x0152=([^\x01]*))/, '$1\x01122=$2'),
  );

/** BodyLength and CheckSum of what is there now. */
export function summed(message: string): string {
  const begin = message.slice(0, message.indexOf(SOH) + 1);
  const bodyStart = message.indexOf(SOH, begin.length) + 1;
  const body = message.slice(bodyStart, message.lastIndexOf(`${SOH}10=`) + 1);
  const front = `${begin}9=${Buffer.byteLength(body, 'latin1')}${SOH}${body}`;
  return `${front}10=${checkSum(front)}${SOH}`;
}

function checkSum(front: string): string {
  let sum = 0;
  for (let i = 0; i < front.length; i++) sum += front.charCodeAt(i);
  return String(sum % 256).padStart(3, '0');
}
