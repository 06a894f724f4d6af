/** Garbage collections of the feed and lane threads in the default simulator, warm-up included. The aim is 0. */
import { load } from '../harness/build-under-test.mjs';
import { sleep } from './sleep.mjs';

const SECONDS = 30;
const QUICK_SECONDS = 3;

export const scenario = {
  name: 'collections',
  title: `Garbage collections in ${SECONDS} s of the default simulator`,
  rounds: 1,
  quickRounds: 1,
  repeatBase: false,
  cells: [
    {
      name: 'simulator',
      title: '20,000 messages/s, 50 symbols',
      metrics: [
        { name: 'feed', unit: '', better: 'lower' },
        { name: 'lane', unit: '', better: 'lower' },
      ],
      variants: [{ name: 'bookcast', title: 'Bookcast' }],
    },
  ],
};

export async function sample({ quick }) {
  const { loadConfig, makeRunLog, startServer } = await load('runtime/index.js');
  const { config } = loadConfig({ preset: { 'gateway.port': 0, 'log.level': 'error' } });
  const server = await startServer({ config, log: makeRunLog(config.log) });
  await sleep((quick ? QUICK_SECONDS : SECONDS) * 1000);
  const { messages, gcCount } = await server.stop();
  return { metrics: gcCount, facts: { messages } };
}
