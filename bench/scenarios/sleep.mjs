/** Waiting, for scenarios that measure for a while. */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
