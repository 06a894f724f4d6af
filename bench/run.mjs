/**
 * `npm run bench [-- name …]`, `bookcast bench [name …]`: measures, reports, and judges nothing.
 * Exit codes: 0 done, 1 something failed, 2 wrong arguments.
 */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { ArgumentError, HELP, readArguments } from './harness/arguments.mjs';
import { isBuilt } from './harness/build-under-test.mjs';
import { hostFacts, loadNow } from './host-facts.mjs';
import { markdownOf, withTables } from './harness/markdown.mjs';
import { caseLines, hostLines } from './harness/report.mjs';
import { missing } from './harness/requirements.mjs';
import { endRunning } from './harness/run-sample.mjs';
import { runScenarios } from './harness/runner.mjs';
import { loadScenarios } from './harness/scenarios.mjs';

const SCHEMA = 'bookcast-bench/1';
/** What the reader has to type. */
const PROGRAM = process.env.BENCH_COMMAND ?? 'npm run bench --';

const print = (lines) => console.log([lines].flat().join('\n'));

function listLines(scenarios) {
  return scenarios.flatMap(({ name, title, cells }) => [
    `${name}: ${title}`,
    ...cells.flatMap((cell) => [
      `  ${cell.title}`,
      ...cell.variants.map((variant) => {
        const reason = missing(variant.needs);
        return `    ${variant.title}${reason ? ` (skipped: ${reason})` : ''}`;
      }),
    ]),
  ]);
}

function readReport(file) {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8'));
    if (report.schema === SCHEMA) return report;
  } catch (error) {
    throw new ArgumentError(`--from ${file}: ${error.message}`);
  }
  throw new ArgumentError(`--from ${file}: not a result of --json (schema ${SCHEMA})`);
}

/** Before the measuring, not after it. An existing file keeps its bytes until there is a result. */
function checkWritable(file) {
  try {
    closeSync(openSync(file, 'a'));
  } catch (error) {
    throw new ArgumentError(`--json ${file}: ${error.message}`);
  }
}

/** Before the measuring, not after it. */
function checkMarkers(file) {
  try {
    withTables(readFileSync(file, 'utf8'), '');
  } catch (error) {
    throw new ArgumentError(`--update ${file}: ${error.message}`);
  }
}

async function measure(options) {
  const report = {
    schema: SCHEMA,
    command: [PROGRAM, ...options.told].join(' ').replace(/ --$/, ''),
    startedAt: new Date().toISOString(),
    host: hostFacts(),
    loadAverage: loadNow(),
    quick: options.quick,
  };
  if (!options.markdown) print(hostLines(report));
  const scenarios = await loadScenarios(options.names);
  const outcome = await runScenarios(scenarios, options, (result) => {
    if (!options.markdown) print(['', ...caseLines(result)]);
  });
  return { ...report, ...outcome };
}

async function main() {
  const options = readArguments(process.argv.slice(2));
  if (options.help) return print(HELP);
  if (options.list) return print(listLines(await loadScenarios(options.names)));
  if (options.json !== undefined) checkWritable(options.json);
  if (options.update !== undefined) checkMarkers(options.update);
  if (options.from === undefined && !isBuilt())
    throw new ArgumentError('Bookcast is not built: npm run build');
  const report = options.from === undefined ? await measure(options) : readReport(options.from);
  if (options.from !== undefined && !options.markdown) {
    print([
      ...hostLines(report),
      ...report.results.flatMap((result) => ['', ...caseLines(result)]),
    ]);
  }
  if (options.json !== undefined)
    writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (options.markdown) print(markdownOf(report));
  if (options.update !== undefined) {
    const text = readFileSync(options.update, 'utf8');
    writeFileSync(options.update, withTables(text, markdownOf(report)));
  }
  for (const { scenario, cell, message } of report.failures) {
    console.error(`bench: ${scenario}, ${cell}: ${message}`);
    process.exitCode = 1;
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endRunning();
    process.exit(1);
  });
}
try {
  await main();
} catch (error) {
  console.error(`bench: ${error instanceof ArgumentError ? error.message : error.stack}`);
  process.exitCode = error instanceof ArgumentError ? 2 : 1;
}
