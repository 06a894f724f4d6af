/** Waiting in tests: for a condition, never for a time. */

/** Resolves as soon as the condition holds; the test's own time limit is the only one. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
