/** FIX read the slow way, as a model for the codec: whole strings, regular expressions, split at SOH. */

const WHOLE = /^8=FIX[^\x01]{0,10}\x019=(\d{1,12})\x01(35=[^]*)10=(\d{3})\x01$/;

/** Whether `bytes` are one whole message: BodyLength and CheckSum hold and 8, 9, 35 come first. */
export function isWholeMessage(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString('latin1');
  const [, length, body, sum] = WHOLE.exec(text) ?? [];
  if (body === undefined || Number(length) !== body.length || !body.endsWith('\x01')) return false;
  const summed = bytes.subarray(0, bytes.length - '10=nnn|'.length);
  return summed.reduce((total, byte) => total + byte, 0) % 256 === Number(sum);
}

/** Fields of a message, those in `lengthOf` [data tag → length tag] by their length; undefined where one has no shape. */
export function naiveFields(
  bytes: Uint8Array,
  lengthOf: ReadonlyMap<number, number>,
): [tag: number, value: string][] | undefined {
  let rest = Buffer.from(bytes).toString('latin1');
  const fields: [number, string][] = [];
  while (rest !== '') {
    const [all, digits] = /^([1-9]\d{0,5})=/.exec(rest) ?? [];
    if (all === undefined) return undefined;
    const tag = Number(digits);
    const before = fields.at(-1);
    rest = rest.slice(all.length);
    const isData =
      before !== undefined && lengthOf.get(tag) === before[0] && /^\d+$/.test(before[1]);
    const end = isData ? Number(before[1]) : rest.indexOf('\x01');
    if (rest[end] !== '\x01') return undefined;
    fields.push([tag, rest.slice(0, end)]);
    rest = rest.slice(end + 1);
  }
  return fields;
}
