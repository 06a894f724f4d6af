/** Types of markdown.mjs for the tests. */
export function markdownOf(report: object): string;
