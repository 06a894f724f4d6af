/**
 * What a recording is, from its first bytes (`--format auto`). Owns nothing that stays open; reads
 * one chunk. Cold, any thread.
 */
import { constants, gunzipSync } from 'node:zlib';
import { FeedError } from './feed-error.js';
import { notItchBecause } from './normalize/itch/itch-framing.js';
import { ByteFile } from './source/byte-file.js';
import { parseCaptureLine } from './source/capture-record.js';
import { looksLikeRecording } from './source/recording-magic.js';

export type RecordingFormat = 'itch50' | 'captures' | 'bookcast' | 'fix';

type Packing = 'plain' | 'gzip' | 'zstd';

/** A capture's header line is far shorter. */
const HEADER_BYTES = 64 * 1024;

/** @throws FeedError: unreadable, empty, or `wrong-format` saying what the file looks like. */
export async function detectFormat(path: string): Promise<RecordingFormat> {
  const { packing, bytes } = await readStart(path);
  const found = formatOf(packing, bytes);
  if (found.format) return found.format;
  throw new FeedError({
    code: 'wrong-format',
    message: `${path} looks like ${found.looksLike}; supported are Bookcast recordings, ITCH 5.0 (plain or gzip), JSON-lines captures and logs of FIX messages (plain or Zstandard)`,
    file: path,
    byteOffset: 0,
  });
}

type Finding =
  | { readonly format: RecordingFormat; readonly looksLike?: undefined }
  | { readonly format?: undefined; readonly looksLike: string };

function formatOf(packing: Packing, bytes: Uint8Array): Finding {
  const packed =
    packing === 'plain' ? '' : ` compressed with ${packing === 'gzip' ? 'gzip' : 'Zstandard'}`;
  if (bytes.length === 0) return { looksLike: `nothing${packed}` };
  if (looksLikeRecording(bytes)) {
    return packing === 'plain'
      ? { format: 'bookcast' }
      : { looksLike: `a Bookcast recording${packed}` };
  }
  if (isCapture(bytes)) {
    return packing === 'gzip'
      ? { looksLike: `a JSON-lines capture${packed}` }
      : { format: 'captures' };
  }
  if (isFixLog(bytes)) {
    return packing === 'gzip' ? { looksLike: `a log of FIX messages${packed}` } : { format: 'fix' };
  }
  const notItch = notItchBecause(bytes);
  if (notItch !== undefined) return { looksLike: notItch + packed };
  return packing === 'zstd' ? { looksLike: `ITCH 5.0${packed}` } : { format: 'itch50' };
}

/** A message begins in one of the first lines, whatever is in front of it. */
function isFixLog(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_BYTES));
  return /8=FIXT?\.\d\.\d(SP\d)?\W{1,8}\w{0,6}\W?9=\d/.test(start.toString('latin1'));
}

function isCapture(bytes: Uint8Array): boolean {
  const text = Buffer.from(
    bytes.buffer,
    bytes.byteOffset,
    Math.min(bytes.length, HEADER_BYTES),
  ).toString();
  const parsed = parseCaptureLine(text.split('\n', 1)[0]!);
  // A header of another version is a capture too: opening it says which version is supported.
  return parsed.kind === 'header' || (parsed.kind === 'refused' && /^\{"t":\s*"header"/.test(text));
}

async function readStart(path: string): Promise<{ packing: Packing; bytes: Uint8Array }> {
  const file = new ByteFile(path);
  await file.open();
  try {
    let bytes = Buffer.alloc(0);
    while (bytes.length < HEADER_BYTES && !file.atEnd) {
      await file.read((chunk, from, to) => {
        bytes = Buffer.concat([bytes, chunk.subarray(from, to)]);
      });
    }
    if (bytes.length === 0 && file.failure) throw new FeedError(file.failure);
    if (file.isCompressed) return { packing: 'zstd', bytes };
    return bytes[0] === 0x1f && bytes[1] === 0x8b
      ? { packing: 'gzip', bytes: gunzipStart(bytes, path) }
      : { packing: 'plain', bytes };
  } finally {
    await file.close();
  }
}

/** As much as can be had from the first chunk; a cut end is normal. */
function gunzipStart(bytes: Buffer, path: string): Uint8Array {
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw new FeedError({
      code: 'damaged-compression',
      message: `${path}: damaged gzip data within the first ${bytes.length} bytes: ${String(cause)}`,
      file: path,
      byteOffset: 0,
      cause,
    });
  }
}
