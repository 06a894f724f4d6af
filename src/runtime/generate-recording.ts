/** Writes a simulated trading day as an ITCH 5.0 file. Owns the file; cold. */
import { open } from 'node:fs/promises';
import { generateItch, type GenerateItchOptions } from '../feed/source/simulator/generate-itch.js';

export interface GenerateRecordingOptions extends GenerateItchOptions {
  readonly path: string;
  /** Messages written so far. */
  readonly onProgress?: (messages: number) => void;
}

/**
 * The same options give the same bytes, on any host.
 * @returns bytes written.
 * @throws RangeError for options that are out of range; the file is not touched then.
 */
export async function generateRecording(options: GenerateRecordingOptions): Promise<number> {
  const { path, onProgress, ...generate } = options;
  let file: Awaited<ReturnType<typeof open>> | undefined;
  let bytes = 0;
  try {
    await generateItch(
      generate,
      async (chunk) => {
        file ??= await open(path, 'w');
        await file.writeFile(chunk);
        bytes += chunk.length;
      },
      onProgress,
    );
  } finally {
    await file?.close();
  }
  return bytes;
}
