/** Times of day for people, in the browser's time zone. Runs in the browser. */

const two = (value: number): string => String(value).padStart(2, '0');

/** `hh:mm:ss`; a dash where there is no time. */
export function clockText(ms: number): string {
  if (!(ms > 0)) return '–';
  const date = new Date(ms);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `hh:mm:ss.mmm`; a dash where there is no time. */
export const clockTextMs = (ms: number): string =>
  ms > 0 ? `${clockText(ms)}.${String(new Date(ms).getMilliseconds()).padStart(3, '0')}` : '–';
