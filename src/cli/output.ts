/** Writing to the terminal or a pipe. Owns the behaviour when nobody reads any more. Cold. */

import { EXIT } from './exit-code.js';

/** `bookcast books … | head` closes the pipe early: that is no error of ours. A full disk ends the command. */
export function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      if (stream === process.stdout) printError(`the output cannot be written: ${error.message}`);
      process.exit(EXIT.RUNTIME);
    });
  }
}

export const printLine = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

export const printError = (message: string): void => {
  process.stderr.write(`bookcast: ${message}\n`);
};

/** Columns padded to their widest cell; numbers to the right. */
export function alignedTable(
  rows: readonly (readonly string[])[],
  rightAligned: readonly boolean[],
): string {
  const widths = rightAligned.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          rightAligned[column] === true
            ? cell.padStart(widths[column]!)
            : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const NS_STEPS: readonly (readonly [number, string])[] = [
  [1e9, 's'],
  [1e6, 'ms'],
  [1e3, 'µs'],
];

/** 12345 → `12.3 µs` */
export function durationText(ns: number): string {
  for (const [step, unit] of NS_STEPS) {
    // 999.7 µs is 1.00 ms: three digits of it would be 1.00e+3.
    if (ns >= step * 0.9995) return `${(ns / step).toPrecision(3)} ${unit}`;
  }
  return `${Math.round(ns)} ns`;
}

export const countText = (count: number): string => count.toLocaleString('en-US');
