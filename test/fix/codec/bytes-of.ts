/** Messages for tests: `|` for SOH, sums filled in. */

export const bytesOf = (text: string): Uint8Array =>
  Buffer.from(text.replaceAll('|', '\x01'), 'latin1');

export const textOf = (bytes: Uint8Array, start = 0, end = bytes.length): string =>
  Buffer.from(bytes.subarray(start, end)).toString('latin1').replaceAll('\x01', '|');

/** `35=…|…|` with 8, 9 and 10 around it. */
export function messageOf(body: string, beginString = 'FIX.4.4'): Uint8Array {
  const front = bytesOf(`8=${beginString}|9=${bytesOf(body).length}|${body}`);
  const sum = front.reduce((total, byte) => total + byte, 0) % 256;
  return Buffer.concat([front, bytesOf(`10=${String(sum).padStart(3, '0')}|`)]);
}

export const concat = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
