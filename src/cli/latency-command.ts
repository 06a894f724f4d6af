/** `bookcast latency`: percentiles of HdrHistogram logs, as text, JSON or a plot. Cold. */
import { stat, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { isLogName, logPaths } from '../latency/log-paths.js';
import { mergeLogs, type MergedLog } from '../latency/merged-log.js';
import { plotHtml } from '../latency/plot-html.js';
import { plotSvg, type PlotSeries } from '../latency/plot-svg.js';
import { EXIT, UsageError, type ExitCode } from './exit-code.js';
import { comparisonJson, listJson, logJson } from './latency-json.js';
import {
  tagFromText,
  timeBoundFromText,
  UNITS,
  unitFromText,
  type LatencyFlags,
} from './latency-options.js';
import {
  comparisonText,
  emptyText,
  listText,
  percentileTable,
  sourceText,
  summaryText,
  tagText,
} from './latency-text.js';
import { printError, printLine } from './output.js';

/** Smooth at any width of a screen. */
const PLOT_POINTS_PER_HALF = 24;
const PLOT_SIZE = { width: 1120, height: 640 };

/** Options that choose or draw values, of which a list has none. */
const PICKING = ['tag', 'from', 'to', 'compare', 'svg', 'html'] as const;

export function addLatencyCommand(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('latency')
    .description('Percentiles of HdrHistogram logs (.hlog), ours or any other program’s.')
    .argument('<file...>', 'logs, or folders of them; all are merged')
    .option('--tag <tag>', 'only this tag; repeat it for more ("" is what has none)', tagFromText)
    .option(
      '--from <time>',
      'intervals from here on: seconds since the start, or an ISO time',
      timeBoundFromText,
    )
    .option('--to <time>', 'intervals before this time', timeBoundFromText)
    .option(
      '--unit <unit>',
      'ns, us, ms or s (default: ms in the table, ns with --json)',
      unitFromText,
    )
    .option('--recorded-in <unit>', 'unit of the values in the log', unitFromText, 'ns')
    .option('--list', 'only the tags, and what time they cover')
    .option('--compare', 'two logs side by side, the second as a multiple of the first')
    .option('--json', 'one JSON object')
    .option('--svg <file>', 'draw the percentile plot into this file')
    .option('--html <file>', 'the same as a page that needs nothing else')
    .addHelpText(
      'after',
      '\nExamples:\n  bookcast latency logs/ --tag received_to_sent\n  bookcast latency today.hlog --from 60 --to 120 --html plot.html\n  bookcast latency --compare before.hlog after.hlog --unit us',
    )
    .action(async (files: string[], flags: LatencyFlags) => finish(await latency(files, flags)));
}

async function latency(files: readonly string[], flags: LatencyFlags): Promise<ExitCode> {
  if (flags.compare === true && files.length !== 2) {
    throw new UsageError(
      `--compare takes two logs, A and B; ${files.length} ${files.length === 1 ? 'was' : 'were'} given`,
    );
  }
  const isList = flags.list === true;
  const isPicked = PICKING.find((flag) => flags[flag] !== undefined);
  if (isList && isPicked !== undefined) {
    throw new UsageError(`--list prints every tag and its times: it goes without --${isPicked}`);
  }
  for (const flag of ['svg', 'html'] as const) await checkPlotPath(flag, flags[flag], files);
  const groups = flags.compare === true ? files.map((file) => [file]) : [files];
  const logs: MergedLog[] = [];
  for (const group of groups) logs.push(await load(group, flags));
  const empty = logs.find((log) => (isList ? log.spans.length : log.selected.count) === 0);
  if (empty !== undefined) {
    printError(emptyText(empty));
    return EXIT.RUNTIME;
  }
  print(logs, flags);
  await draw(logs, flags);
  return EXIT.CLEAN;
}

/** Before the reading, and never over a log: a slip of the shell's completion would cost the recording. */
async function checkPlotPath(
  flag: 'svg' | 'html',
  path: string | undefined,
  logs: readonly string[],
): Promise<void> {
  if (path === undefined) return;
  if (path === '') throw new UsageError(`--${flag} names no file`);
  if (isLogName(path) || logs.some((log) => resolve(log) === resolve(path))) {
    throw new UsageError(`--${flag} ${path}: that is a log, and a plot would replace it`);
  }
  const folder = await stat(dirname(path)).catch(() => undefined);
  if (folder?.isDirectory() !== true) {
    throw new UsageError(`--${flag} ${path}: there is no folder ${dirname(path)}`);
  }
}

async function load(paths: readonly string[], flags: LatencyFlags): Promise<MergedLog> {
  const { tag, from, to, recordedIn, list } = flags;
  const log = await mergeLogs(await logPaths(paths), {
    ...(tag === undefined ? {} : { tags: tag }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    spansOnly: list === true,
  });
  for (const { path, line, why } of log.torn) {
    printError(
      `${path}, line ${line}: the last line is skipped, its writer died in it (${why}); the rest counts`,
    );
  }
  // The custom is milliseconds in that column: another ratio hints at another unit of the values.
  const custom = UNITS.ms.ns / UNITS[recordedIn].ns;
  if (!Number.isNaN(log.maxRatio) && log.maxRatio !== custom && log.maxRatio !== 1) {
    printError(
      `${log.paths[0]!}: Interval_Max is the largest value divided by ${log.maxRatio}; values are taken as ${UNITS[recordedIn].text}, say --recorded-in if they are not`,
    );
  }
  return log;
}

function print(logs: readonly MergedLog[], flags: LatencyFlags): void {
  const { unit, recordedIn } = flags;
  const values = { unit, recordedIn };
  const [log, other] = logs as [MergedLog, MergedLog?];
  if (flags.list === true) {
    printLine(flags.json === true ? JSON.stringify(listJson(log)) : listText(log));
    return;
  }
  if (flags.json === true) {
    const json =
      other === undefined
        ? logJson(log, unit ?? 'ns', recordedIn)
        : comparisonJson(log, other, unit ?? 'ns', recordedIn);
    printLine(JSON.stringify(json));
    return;
  }
  if (other !== undefined) {
    printLine(`A  ${sourceText(log)}\nB  ${sourceText(other)}\n`);
    printLine(comparisonText(log, other, values));
    return;
  }
  printLine(`${sourceText(log)}\n`);
  printLine(summaryText(log, values));
  if (log.histograms.size > 1 && flags.tag === undefined) {
    printLine('\n--tag prints the table of percentiles of one of them');
    return;
  }
  for (const [tag, histogram] of log.histograms) {
    printLine(`\n${tagText(tag)}, values in ${UNITS[unit ?? 'ms'].text}`);
    printLine(percentileTable(histogram, values));
  }
}

async function draw(logs: readonly MergedLog[], flags: LatencyFlags): Promise<void> {
  if (flags.svg === undefined && flags.html === undefined) return;
  const factor = UNITS[flags.recordedIn].ns;
  const series = logs.flatMap((log, side) =>
    [...log.histograms].map(([tag, histogram]): PlotSeries => {
      const name = logs.length === 1 ? tagText(tag) : `${tagText(tag)} ${'AB'[side]!}`;
      const points = histogram.points(PLOT_POINTS_PER_HALF);
      return {
        name,
        count: histogram.count,
        points: points.map((point) => ({ ...point, value: point.value * factor })),
      };
    }),
  );
  const title = logs.length === 1 ? 'Latency by percentile' : 'Latency by percentile, A and B';
  const subtitle = logs
    .map((log) => sourceText({ ...log, paths: log.paths.map((path) => basename(path)) }))
    .join('  ·  ');
  const heading = { title, subtitle };
  if (flags.svg !== undefined) {
    await writeFile(flags.svg, `${plotSvg(series, { ...PLOT_SIZE, kind: 'log', heading })}\n`);
  }
  if (flags.html !== undefined) await writeFile(flags.html, plotHtml(series, heading));
}
