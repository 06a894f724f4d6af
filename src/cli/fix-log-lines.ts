/** The lines of a FIX log, from a file, gzip or standard input, whatever its length. Owns what of a line has not come yet. Cold. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { UsageError } from './exit-code.js';

/** A store of messages without line breaks is cut behind a message. */
const CUT_CHARACTERS = 64 * 1024;
/** No message is that long: what goes on further is given out as it is. */
const LINE_CHARACTERS_MAX = 16 * 1024 * 1024;
const MESSAGE_END = /\x0110=\d{1,3}\x01/g;

export interface LogSource {
  readonly bytes: AsyncIterable<Buffer>;
  /** 0 where it is not known. */
  readonly size: number;
  /** Of `size`, as far as it is read. */
  done(): number;
}

/** @param path `-` is standard input; `.gz` is unpacked. @throws UsageError where there is no such file */
export async function openLog(path: string): Promise<LogSource> {
  if (path === '-') return { bytes: process.stdin, size: 0, done: () => 0 };
  const facts = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path} cannot be read: ${error.message}`);
  });
  if (facts.isDirectory()) throw new UsageError(`${path} is a folder: name a log file in it`);
  const file = createReadStream(path);
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (error) => bytes.destroy(error));
  return { bytes, size: facts.size, done: () => file.bytesRead };
}

/** Calls `line` with each line as ISO 8859-1, without its end; `chunk` after each part that was read, and waits for it. */
export async function forEachLine(
  source: LogSource,
  line: (text: string) => void,
  chunk: () => Promise<boolean>,
): Promise<void> {
  let rest = '';
  for await (const bytes of source.bytes) {
    rest += bytes.toString('latin1');
    let from = 0;
    for (let at = rest.indexOf('\n'); at >= 0; at = rest.indexOf('\n', from)) {
      line(rest.slice(from, rest[at - 1] === '\r' ? at - 1 : at));
      from = at + 1;
    }
    rest = rest.slice(from);
    if (rest.length > CUT_CHARACTERS) {
      const cut = lastMessageEnd(rest);
      if (cut > 0) line(rest.slice(0, cut));
      rest = rest.slice(cut);
    }
    if (!(await chunk())) return;
  }
  if (rest !== '') line(rest);
}

function lastMessageEnd(text: string): number {
  let end = text.length > LINE_CHARACTERS_MAX ? text.length : 0;
  MESSAGE_END.lastIndex = 0;
  for (let match = MESSAGE_END.exec(text); match !== null; match = MESSAGE_END.exec(text))
    end = MESSAGE_END.lastIndex;
  return end;
}
