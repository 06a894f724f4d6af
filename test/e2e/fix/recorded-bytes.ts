/** All that a recording holds, in the clear: to look for what it must not. */
import { RecordingReader } from '../../../src/capture/recording-reader.js';

export async function recordedBytes(path: string): Promise<Buffer> {
  const reader = new RecordingReader(path);
  reader.open();
  const parts: Uint8Array[] = [];
  for (;;) {
    const step = await reader.read();
    if (step.kind === 'end') break;
    if (step.kind === 'records') parts.push(step.content.slice());
    if (step.kind === 'session') {
      const whole = (_: string, value: unknown): unknown =>
        typeof value === 'bigint' ? String(value) : value;
      parts.push(Buffer.from(JSON.stringify(step.session, whole)));
    }
  }
  reader.close();
  return Buffer.concat(parts);
}
