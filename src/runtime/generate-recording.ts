/** Writes a simulated trading day as an ITCH 5.0 file. Owns the file; cold. */
import { open, type FileHandle } from 'node:fs/promises';
import { generateItch, type GenerateItchOptions } from '../feed/source/simulator/generate-itch.js';
import { RunError } from './run-error.js';

export interface GenerateRecordingOptions extends GenerateItchOptions {
  readonly path: string;
  /** Messages written so far. */
  readonly onProgress?: (messages: number) => void;
}

/**
 * The same options give the same bytes, on any host.
 * @returns bytes written.
 * @throws RangeError for options that are out of range; the file is not touched then.
 * @throws RunError with the system's code and the path when the file cannot be written.
 */
export async function generateRecording(options: GenerateRecordingOptions): Promise<number> {
  const { path, onProgress, ...generate } = options;
  let file: FileHandle | undefined;
  let bytes = 0;
  try {
    await generateItch(
      generate,
      async (chunk) => {
        file = await written(path, file, chunk);
        bytes += chunk.length;
      },
      onProgress,
    );
  } finally {
    await file?.close();
  }
  return bytes;
}

/** @returns the file, opened by the first chunk. */
async function written(
  path: string,
  opened: FileHandle | undefined,
  chunk: Uint8Array,
): Promise<FileHandle> {
  let file = opened;
  try {
    file ??= await open(path, 'w');
    await file.writeFile(chunk);
    return file;
  } catch (error) {
    await file?.close();
    // The system's message of a write does not say where it was going to.
    const { code, message } = error as NodeJS.ErrnoException;
    throw new RunError({ code: code ?? 'io', message: `${path}: ${message}` });
  }
}
