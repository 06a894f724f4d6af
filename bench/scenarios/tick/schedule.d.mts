/** Types of schedule.mjs for the tests. */
export const BURST_FACTOR: number;
export function dueNs(index: number, messagesPerSecond: number, isBurst: boolean): number;
