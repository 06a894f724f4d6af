/**
 * Venue bytes → normalized events, one thread, beside parsers that stop at an object: `JSON.parse`
 * alone and a protobufjs decode of the same content. Those leave decimals, sync rule, instruments and
 * scaled integers to be done.
 */
import { binanceParser } from './parse/binance-depth.mjs';
import { itchParser } from './parse/itch.mjs';
import { nsPerCall } from './timed-calls.mjs';

const metrics = [{ name: 'messages', unit: '/s', better: 'higher' }];
const variants = [
  { name: 'bookcast', title: 'normalizer → events' },
  { name: 'json', title: 'JSON.parse alone' },
  { name: 'protobufjs', title: 'protobufjs decode alone', needs: { package: 'protobufjs' } },
];

export const scenario = {
  name: 'parse',
  title: 'Parse venue messages, one thread',
  rounds: 6,
  quickRounds: 2,
  cells: [
    { name: 'itch', title: 'NASDAQ ITCH 5.0', callsPerBatch: 100_000, metrics, variants },
    {
      name: 'binance-depth',
      title: 'Binance depth JSON, 10 + 10 levels',
      callsPerBatch: 10_000,
      metrics,
      variants,
    },
  ],
};

const PARSERS = { itch: itchParser, 'binance-depth': binanceParser };

export async function sample({ cell, variant, quick }) {
  const calls = cell.callsPerBatch;
  const parse = await PARSERS[cell.name](variant, calls);
  return { metrics: { messages: 1e9 / nsPerCall(parse, calls, quick) } };
}
