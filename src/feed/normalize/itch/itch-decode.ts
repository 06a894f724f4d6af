/**
 * One ITCH message as a typed object, by the field table: for tools, logs and tests. Cold: it
 * allocates. The normalizer reads bytes itself. Runs anywhere.
 */
import {
  ITCH_MESSAGES,
  type ItchField,
  type ItchKind,
  type ItchLayout,
  type ItchType,
} from './itch-messages.js';

/** Eight-byte integers are bigint here: they are exact and this is not the hot path. */
type FieldValue<K> = K extends 'alpha' ? string : K extends 'u64' | 'price8' ? bigint : number;

type Fields<T extends ItchType> = (typeof ITCH_MESSAGES)[T]['fields'];

export type DecodedItch<T extends ItchType = ItchType> = T extends ItchType
  ? { readonly type: T } & {
      readonly [F in keyof Fields<T>]: FieldValue<
        Fields<T>[F] extends readonly [number, infer K, ...unknown[]] ? K : never
      >;
    }
  : never;

export type ItchDecodeResult =
  | { readonly ok: true; readonly message: DecodedItch }
  | { readonly ok: false; readonly reason: 'unknown-type'; readonly type: string }
  | {
      readonly ok: false;
      readonly reason: 'wrong-length';
      readonly type: string;
      readonly expected: number;
      readonly actual: number;
    };

export const isItchType = (type: string): type is ItchType => Object.hasOwn(ITCH_MESSAGES, type);

/** Decode `bytes`, which hold one message without its length prefix. Prices are in 1/10^4 (price8: 1/10^8). */
export function decodeItch(bytes: Uint8Array): ItchDecodeResult {
  const type = String.fromCharCode(bytes[0] ?? 0);
  if (!isItchType(type)) return { ok: false, reason: 'unknown-type', type };
  const layout: ItchLayout = ITCH_MESSAGES[type];
  if (bytes.length !== layout.length) {
    return {
      ok: false,
      reason: 'wrong-length',
      type,
      expected: layout.length,
      actual: bytes.length,
    };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const fields = Object.entries(layout.fields).map(([name, field]) => [
    name,
    readField(view, field),
  ]);
  return { ok: true, message: { type, ...Object.fromEntries(fields) } as DecodedItch };
}

function readField(view: DataView, field: ItchField): number | bigint | string {
  const offset = field[0];
  const kind: ItchKind = field[1];
  switch (kind) {
    case 'u8':
      return view.getUint8(offset);
    case 'u16':
      return view.getUint16(offset);
    case 'u32':
    case 'price4':
      return view.getUint32(offset);
    case 'u48':
      return view.getUint16(offset) * 2 ** 32 + view.getUint32(offset + 2);
    case 'u64':
    case 'price8':
      return view.getBigUint64(offset);
    case 'alpha':
      return readAlpha(view, offset, field[2] ?? 1);
  }
}

/** Text padded with spaces on the right, as Latin-1; NUL padding is taken off too. */
export function readAlpha(view: DataView, offset: number, length: number): string {
  let end = offset + length;
  while (end > offset) {
    const byte = view.getUint8(end - 1);
    if (byte !== 0x20 && byte !== 0) break;
    end--;
  }
  let text = '';
  for (let at = offset; at < end; at++) text += String.fromCharCode(view.getUint8(at));
  return text;
}
