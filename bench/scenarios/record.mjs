/** What latency recording costs: the pipeline flat out with `latency.record` on (the default) and off. */
import { runBookcast } from '../harness/command.mjs';
import { removeItchDay, writeItchDay } from './itch-day.mjs';

const MESSAGES = 3_000_000;
const QUICK_MESSAGES = 300_000;
const SETTING = 'latency.record';

export const scenario = {
  name: 'record',
  title: 'Cost of latency recording, pipeline flat out',
  rounds: 6,
  quickRounds: 1,
  cells: [
    {
      name: 'pipeline',
      title: 'ITCH file',
      metrics: [{ name: 'messages', unit: '/s', better: 'higher' }],
      variants: [
        { name: 'on', title: 'recording on', needs: { setting: SETTING } },
        { name: 'off', title: 'recording off', needs: { setting: SETTING } },
      ],
    },
  ],
  prepare: ({ quick }) => writeItchDay(quick ? QUICK_MESSAGES : MESSAGES),
  cleanup: removeItchDay,
};

export async function sample({ variant, prepared: { file } }) {
  const output = await runBookcast(['replay', file, '--speed', 'max', '--no-serve', '--json'], {
    BOOKCAST_LATENCY_RECORD: String(variant === 'on'),
  });
  const { messagesPerSecond } = JSON.parse(output.trim().split('\n').at(-1));
  return { metrics: { messages: messagesPerSecond } };
}
