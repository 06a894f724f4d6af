/** Times as FIX writes them, in milliseconds; without the codec that the simulator is to test. */

/** `YYYYMMDD` */
export const utcDate = (wallMs: number): string => isoOf(wallMs).slice(0, 10).replaceAll('-', '');
/** `HH:MM:SS.sss` */
export const utcTime = (wallMs: number): string => isoOf(wallMs).slice(11, 23);

export const utcText = (wallMs: number): string => `${utcDate(wallMs)}-${utcTime(wallMs)}`;

const isoOf = (wallMs: number): string => new Date(wallMs).toISOString();
