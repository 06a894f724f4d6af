/**
 * The whole pipeline flat out: `bookcast replay FILE --speed max --no-serve --json`. The recording is BASE's
 * for both, so both read the same bytes.
 */
import { fileURLToPath } from 'node:url';
import { runChild } from './children.mjs';

const cpuMeter = fileURLToPath(new URL('cpu-meter.mjs', import.meta.url));

export const pipelineScenario = {
  name: 'pipeline',
  metrics: [
    { name: 'throughput', unit: 'messages/s', better: 'higher' },
    { name: 'CPU time', unit: 'ns/message', better: 'lower' },
  ],
  async run(checkout, { recording }) {
    const { output, extra } = await runChild(process.execPath, [
      '--import',
      cpuMeter,
      checkout.command,
      'replay',
      recording,
      '--speed',
      'max',
      '--no-serve',
      '--json',
    ]);
    const { messages, messagesPerSecond } = JSON.parse(output.trim().split('\n').at(-1));
    return { throughput: messagesPerSecond, 'CPU time': (Number(extra) * 1e3) / messages };
  },
};
