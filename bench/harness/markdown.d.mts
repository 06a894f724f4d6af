/** Types of markdown.mjs for the tests. */
export function markdownOf(report: object): string;
export function withTables(text: string, tables: string): string;
