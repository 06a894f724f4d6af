/**
 * One line of a JSON-lines capture. Owns the envelope's rules; what the venue wrote stays text.
 */

export const CAPTURE_FORMAT_VERSION = 2;

export type CaptureRecordType = 'connect' | 'send' | 'recv' | 'http';

export interface CaptureRecord {
  readonly type: CaptureRecordType;
  /** Seconds since 1970, as recorded. */
  readonly ts: number;
  readonly connection: string;
  /** Address of a connect or send, URL of an http answer, else empty. */
  readonly target: string;
  /** What was said; for a binary message its bytes. */
  readonly data: string | Uint8Array;
}

export interface CaptureHeader {
  readonly exchange: string;
}

/** A line that is no record says why; `unknown` is a record of a type that is not ours to know. */
export type CaptureLine =
  | { readonly kind: 'record'; readonly record: CaptureRecord }
  | { readonly kind: 'header'; readonly header: CaptureHeader }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly reason: string };

const refused = (reason: string): CaptureLine => ({ kind: 'refused', reason });

const isRecordType = (type: unknown): type is CaptureRecordType =>
  type === 'connect' || type === 'send' || type === 'recv' || type === 'http';

export function parseCaptureLine(line: string): CaptureLine {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return refused('is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refused('is no JSON object');
  }
  const fields = value as Record<string, unknown>;
  if (fields['t'] === 'header') return parseHeader(fields);
  if (typeof fields['t'] !== 'string') return refused('has no "t"');
  if (!isRecordType(fields['t'])) return { kind: 'unknown' };
  return parseRecord(fields['t'], fields);
}

function parseHeader(fields: Record<string, unknown>): CaptureLine {
  if (fields['format'] !== CAPTURE_FORMAT_VERSION) {
    return refused(
      `says format ${JSON.stringify(fields['format'])}, supported is ${CAPTURE_FORMAT_VERSION}`,
    );
  }
  const exchange = fields['exchange'];
  if (typeof exchange !== 'string') return refused('names no exchange');
  return { kind: 'header', header: { exchange } };
}

function parseRecord(type: CaptureRecordType, fields: Record<string, unknown>): CaptureLine {
  const { conn, ts, data, b64 } = fields;
  if (typeof ts !== 'number' || !(ts >= 0 && ts < Infinity)) return refused('has no valid "ts"');
  if (typeof conn !== 'string') return refused('has no "conn"');
  const target = type === 'http' ? fields['url'] : (fields['addr'] ?? '');
  if (typeof target !== 'string')
    return refused(type === 'http' ? 'has no "url"' : 'has a wrong "addr"');
  if (type === 'connect')
    return { kind: 'record', record: { type, ts, connection: conn, target, data: '' } };
  if (typeof data === 'string')
    return { kind: 'record', record: { type, ts, connection: conn, target, data } };
  if (typeof b64 !== 'string') return refused('has no "data"');
  return {
    kind: 'record',
    record: { type, ts, connection: conn, target, data: Buffer.from(b64, 'base64') },
  };
}
