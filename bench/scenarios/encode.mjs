/**
 * One delta to bytes: our fixed-layout codec against what one would take otherwise, the same content
 * (levels per side as given, from typed arrays), one thread.
 */
import { encoderOf } from './encode/encoders.mjs';
import { nsPerCall } from './timed-calls.mjs';

const CALL_COUNT = 20_000;
/** Larger frames run as long as small ones. */
const LEVELS_PER_CALL_COUNT = 5;

const variants = [
  { name: 'fixed-layout', title: 'fixed-layout codec' },
  { name: 'flatbuffers', title: 'FlatBuffers builder', needs: { package: 'flatbuffers' } },
  { name: 'protobufjs', title: 'protobufjs', needs: { package: 'protobufjs' } },
  { name: 'json', title: 'JSON.stringify' },
];

const cell = (levels, quick) => ({
  name: `${levels}-levels`,
  title: `delta of ${levels} + ${levels} levels`,
  levels,
  quick,
  metrics: [
    { name: 'time', unit: 'ns', better: 'lower' },
    { name: 'size', unit: 'bytes', better: 'lower' },
  ],
  variants,
});

export const scenario = {
  name: 'encode',
  title: 'Encode a book delta',
  rounds: 6,
  quickRounds: 2,
  cells: [cell(1, false), cell(5, true), cell(50, false)],
};

export async function sample({ cell: { levels }, variant, quick }) {
  const encode = await encoderOf(variant, levels);
  const calls = CALL_COUNT / Math.max(1, levels / LEVELS_PER_CALL_COUNT);
  return { metrics: { time: nsPerCall(encode, calls, quick), size: encode(calls) } };
}
