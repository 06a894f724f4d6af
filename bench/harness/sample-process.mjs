/**
 * Entry of the process of one timed run, the leader of a process group of its own: takes the request,
 * runs the scenario's sample(), answers, ends.
 */
import { moduleOf } from './scenarios.mjs';

/** Whoever ordered this is gone: nothing that was started for it may outlive it. */
process.once('disconnect', () => process.kill(-process.pid, 'SIGKILL'));
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
