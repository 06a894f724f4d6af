/** Exit codes of the command and what an error means for them. Cold. */
import { CommanderError } from 'commander';
import { ConfigError } from '../config/config-error.js';

export const EXIT = {
  CLEAN: 0,
  /** The run did not end well. */
  RUNTIME: 1,
  /** A command, option or argument that is none. */
  USAGE: 2,
  /** EX_CONFIG of sysexits: a config file or variable that is refused. */
  BAD_CONFIG: 78,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A wrong option or argument that commander cannot know. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Commander has written its own message, help and version included. */
export const isReported = (error: unknown): boolean => error instanceof CommanderError;

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.CLEAN : EXIT.USAGE;
  if (error instanceof UsageError) return EXIT.USAGE;
  if (error instanceof ConfigError) {
    const fromFlags = error.problems.every((problem) => problem.origin.startsWith('--'));
    return fromFlags ? EXIT.USAGE : EXIT.BAD_CONFIG;
  }
  return EXIT.RUNTIME;
}
