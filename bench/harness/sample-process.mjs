/** Entry of the process of one timed run: takes the request, runs the scenario's sample(), answers, ends. */
import { moduleOf } from './scenarios.mjs';

process.once('disconnect', () => process.exit(1));
process.once('message', async ({ scenario: name, cell: cellName, variant, quick, prepared }) => {
  let answer;
  try {
    const { scenario, sample } = await moduleOf(name);
    const cell = scenario.cells.find((candidate) => candidate.name === cellName);
    answer = { result: await sample({ cell, variant, quick, prepared }) };
  } catch (error) {
    answer = { error: error.stack ?? String(error) };
  }
  process.removeAllListeners('disconnect');
  process.send(answer, () => process.exit(0));
});
