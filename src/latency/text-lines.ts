/**
 * Lines of a text file, one after the other, with what a log needs to judge its end: whether the
 * last line was finished. Owns no format; `.gz` files are read as what they hold. Cold.
 */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** A line is one histogram, a few KB; what is longer is no text of ours. */
const LINE_LIMIT = 16 * 1024 * 1024;

export interface TextLine {
  /** From 1. */
  readonly number: number;
  /** Without its end; a line above the limit is given in part. */
  readonly text: string;
  /** Ended by a line feed. */
  readonly isWhole: boolean;
}

/**
 * Calls back for every line until it says stop.
 * @throws errors of the file system, and of zlib where a `.gz` file is damaged.
 */
export async function eachLine(path: string, visit: (line: TextLine) => boolean): Promise<void> {
  const file = createReadStream(path);
  if (!path.endsWith('.gz')) return split(file, visit);
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  try {
    await split(file.pipe(gunzip), visit);
  } finally {
    file.destroy();
  }
}

async function split(chunks: Readable, visit: (line: TextLine) => boolean): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  let number = 0;
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    rest += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', start)) {
      const text = rest.slice(start, rest[end - 1] === '\r' ? end - 1 : end);
      start = end + 1;
      if (!visit({ number: ++number, text, isWhole: true })) return;
    }
    rest = rest.slice(start);
    if (rest.length > LINE_LIMIT) break;
  }
  if (rest !== '') visit({ number: number + 1, text: rest, isWhole: false });
}
