/** Types of arguments.mjs for the tests. */
export class ArgumentError extends Error {}
export function readArguments(argv: readonly string[]): {
  readonly names: readonly string[];
  readonly rounds?: number;
  readonly quick: boolean;
  readonly list: boolean;
  readonly markdown: boolean;
  readonly help: boolean;
  readonly json?: string;
  readonly from?: string;
  readonly update?: string;
  readonly told: readonly string[];
};
