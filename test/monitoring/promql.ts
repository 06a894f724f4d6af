/** What a PromQL expression of ours asks for; just enough of the language for our own dashboards and rules. */

/** Metrics by the names under which /metrics has its samples, `_bucket` and the like included. */
export const metricsIn = (expression: string): string[] => [
  ...new Set([...expression.matchAll(/\b(?:bookcast|process)_\w+/g)].map(([name]) => name)),
];

/** The samples of one metric have the metric's own name, or that of a histogram's part. */
export const familyOf = (name: string): string => name.replace(/_(bucket|sum|count)$/, '');
