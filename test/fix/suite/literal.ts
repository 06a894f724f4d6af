/** Messages as scenarios write them → bytes. Shares no code with the encoder that it checks. */

const SOH = '\x01';
const BEGIN_STRINGS: Readonly<Record<string, string>> = {
  '4.2': 'FIX.4.2',
  '4.4': 'FIX.4.4',
  '5.0': 'FIXT.1.1',
};

export interface Moment {
  readonly version: string;
  readonly wallMs: number;
}

/** `20261121-10:00:00.000` */
export const timeText = (wallMs: number): string =>
  new Date(wallMs).toISOString().replace(/-/g, '').replace('T', '-').replace('Z', '');

/** `{5.0:…}` and `{-4.2:…}` */
const forVersion = (text: string, version: string): string =>
  text.replace(/\{(-?)([\d.]+):([^}]*)\}/g, (_, not: string, of: string, part: string) =>
    (of === version) === (not === '') ? part : '',
  );

const timeOf = (value: string, wallMs: number): string => {
  const [, seconds] = /^([+-][\d.]+)s$/.exec(value) ?? [];
  if (value !== '' && seconds === undefined) return value;
  return timeText(wallMs + Number(seconds ?? 0) * 1000);
};

/** A number as it should be, or as far from it as `+1` says, or as written. */
const sumOf = (value: string, right: number, digits: number): string =>
  value === '' || /^[+-]/.test(value) ? String(right + Number(value)).padStart(digits, '0') : value;

/** The message's bytes, a character each. */
export function literal(text: string, { version, wallMs }: Moment): string {
  const fields = forVersion(text, version)
    .split('|')
    .filter((field) => field !== '')
    .map((field) => {
      const at = field.indexOf('=');
      const tag = field.slice(0, at);
      const value = field.slice(at + 1);
      if (at < 0) return { tag: '', text: field };
      if (tag === '8' && value === '') return { tag, text: `8=${BEGIN_STRINGS[version]!}` };
      if (tag === '52' || tag === '122') return { tag, text: `${tag}=${timeOf(value, wallMs)}` };
      return { tag, text: field };
    });
  const bodyFrom = fields.findIndex(({ tag }) => tag === '9') + 1;
  const last = fields.at(-1)?.tag === '10' ? fields.length - 1 : fields.length;
  const joined = (from: number, to: number): string =>
    fields
      .slice(from, to)
      .map((field) => field.text + SOH)
      .join('');
  const body = joined(bodyFrom, last);
  if (bodyFrom > 0) {
    const length = fields[bodyFrom - 1]!;
    length.text = `9=${sumOf(length.text.slice(2), body.length, 0)}`;
  }
  const front = joined(0, last);
  if (last === fields.length) return front;
  let sum = 0;
  for (let i = 0; i < front.length; i++) sum = (sum + front.charCodeAt(i)) % 256;
  return `${front}10=${sumOf(fields[last]!.text.slice(3), sum, 3)}${SOH}`;
}
