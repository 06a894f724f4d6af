/**
 * What the text of a NASDAQ source says, beside its addresses: checked, with a way out for each mistake.
 * Cold. A password is never part of the text: the text names the environment variable that holds it.
 */
import { newYorkMidnight } from './new-york-midnight.js';
import { loginRefusedBecause, type SoupLogin } from './soup/messages.js';

export type OptionTexts = Readonly<Record<string, string>>;

const HOST_PORT = /^([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):(\d{1,5})$/;
const PORT_MAX = 65535;

/** `HOST:PORT`. @throws RangeError naming `what`. */
export function checkAddress(what: string, text: string): string {
  const match = HOST_PORT.exec(text);
  const port = Number(match?.[2]);
  if (match === null || port < 1 || port > PORT_MAX) {
    throw new RangeError(
      `${what} ${JSON.stringify(text)}: expected HOST:PORT, as in 127.0.0.1:26400`,
    );
  }
  return text;
}

/** @throws RangeError when it is no number of milliseconds in [min, max]. */
export function milliseconds(
  options: OptionTexts,
  name: string,
  fallbackNs: number,
  min: number,
  max: number,
): number {
  const text = options[name];
  if (text === undefined) return fallbackNs;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new RangeError(
      `${name} ${JSON.stringify(text)}: expected milliseconds, ${min} to ${max}`,
    );
  }
  return value * 1e6;
}

/** Seconds since 1970 of the trading day's midnight in New York; 0 without a date: venue times are times of day. */
export function midnightOf(options: OptionTexts): number {
  const { date } = options;
  if (date === undefined) return 0;
  const seconds = newYorkMidnight(date);
  if (seconds !== undefined) return seconds;
  throw new RangeError(`date ${JSON.stringify(date)}: expected a calendar date as YYYY-MM-DD`);
}

/**
 * @param environment of the process.
 * @throws RangeError for a variable that is not set, and for what SoupBinTCP cannot carry.
 */
export function loginOf(
  options: OptionTexts,
  environment: Readonly<Record<string, string | undefined>>,
): SoupLogin {
  const { user = '', passwordFrom } = options;
  const password = passwordFrom === undefined ? '' : environment[passwordFrom];
  if (password === undefined) {
    throw new RangeError(
      `passwordFrom ${passwordFrom}: the environment variable ${passwordFrom} is not set; it must hold the password`,
    );
  }
  const login = { user, password };
  const refused = loginRefusedBecause(login);
  if (refused !== undefined) throw new RangeError(refused);
  return login;
}
