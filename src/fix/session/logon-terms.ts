/**
 * What a Logon asks for, and whether we agree. Owns the order of the checks and their words, which never hold
 * a password. Any thread.
 */
import type { FieldTable } from '../codec/field-table.js';
import { TAG } from '../tags.js';
import { SEQ_NUM_MAX } from './inbound-header.js';
import type { SessionSettings } from './session-settings.js';

/** FIX 5.0 SP2, the one application version that we speak over FIXT.1.1. */
export const APPL_VER_ID = '9';
const YES = 0x59;

export interface LogonTerms {
  readonly heartBtIntSeconds: number;
  /** 141=Y. */
  readonly resets: boolean;
  /** 789; NaN where it is not there. */
  readonly nextExpected: number;
}

/** @param heartBtIntSeconds what holds where the Logon does not say it. */
export function readLogonTerms(logon: FieldTable, heartBtIntSeconds: number): LogonTerms {
  const reset = logon.find(TAG.ResetSeqNumFlag);
  const nextExpected = logon.integer(TAG.NextExpectedMsgSeqNum);
  return {
    heartBtIntSeconds:
      logon.find(TAG.HeartBtInt) < 0 ? heartBtIntSeconds : logon.integer(TAG.HeartBtInt),
    resets: reset >= 0 && logon.isCharacter(reset, YES),
    nextExpected: nextExpected >= 1 && nextExpected <= SEQ_NUM_MAX ? nextExpected : NaN,
  };
}

/** Compares all of it whatever differs, so that the time taken tells nothing of the secret. */
function isSecret(given: string | undefined, expected: string): boolean {
  const text = given ?? '';
  let difference = text.length ^ expected.length;
  for (let i = 0; i < text.length; i++) {
    difference |= text.charCodeAt(i) ^ expected.charCodeAt(i % Math.max(1, expected.length));
  }
  return given !== undefined && difference === 0;
}

/** @returns why the Logon is refused, in words for its Logout; undefined where it is not. */
export function logonProblem(logon: FieldTable, settings: SessionSettings): string | undefined {
  const encryption = logon.text(TAG.EncryptMethod);
  if (encryption === undefined && settings.validates) return missing('EncryptMethod (98)');
  if (encryption !== undefined && encryption !== '0')
    return 'Unsupported EncryptMethod, only 0 (none) is accepted';
  return (
    heartBtIntProblem(logon, settings) ??
    versionProblem(logon, settings) ??
    secretProblem(logon, settings)
  );
}

const missing = (field: string): string => `Required tag missing: ${field}`;

function heartBtIntProblem(logon: FieldTable, settings: SessionSettings): string | undefined {
  const { heartBtIntSecondsMin: min, heartBtIntSecondsMax: max } = settings;
  if (logon.find(TAG.HeartBtInt) < 0) {
    return settings.validates ? missing('HeartBtInt (108)') : undefined;
  }
  const heartBtInt = logon.integer(TAG.HeartBtInt);
  if (heartBtInt >= min && heartBtInt <= max) return undefined;
  // What we have asked for ourselves.
  if (settings.role === 'initiator' && heartBtInt === settings.heartBtIntSeconds) return undefined;
  return `HeartBtInt is out of range, ${min} to ${max} seconds are accepted`;
}

function versionProblem(logon: FieldTable, settings: SessionSettings): string | undefined {
  if (settings.identity.version !== 'FIX.5.0SP2') return undefined;
  const version = logon.text(TAG.DefaultApplVerID);
  if (version === undefined) {
    return settings.validates ? missing('DefaultApplVerID (1137)') : undefined;
  }
  if (version === APPL_VER_ID) return undefined;
  return `Unsupported DefaultApplVerID, only ${APPL_VER_ID} is accepted`;
}

function secretProblem(logon: FieldTable, settings: SessionSettings): string | undefined {
  const { role, username, password } = settings;
  if (role === 'initiator') return undefined;
  const isUser = username === undefined || isSecret(logon.text(TAG.Username), username);
  const isPassword = password === undefined || isSecret(logon.text(TAG.Password), password);
  return isUser && isPassword ? undefined : 'Username or password is wrong';
}

/** The fields of our own Logon. */
export function logonFields(
  settings: SessionSettings,
  terms: LogonTerms,
): ReadonlyMap<number, string> {
  const fields = new Map<number, string>([
    [TAG.EncryptMethod, '0'],
    [TAG.HeartBtInt, String(terms.heartBtIntSeconds)],
  ]);
  if (terms.resets) fields.set(TAG.ResetSeqNumFlag, 'Y');
  if (!Number.isNaN(terms.nextExpected)) {
    fields.set(TAG.NextExpectedMsgSeqNum, String(terms.nextExpected));
  }
  if (settings.identity.version === 'FIX.5.0SP2') fields.set(TAG.DefaultApplVerID, APPL_VER_ID);
  if (settings.role === 'initiator') {
    if (settings.username !== undefined) fields.set(TAG.Username, settings.username);
    if (settings.password !== undefined) fields.set(TAG.Password, settings.password);
  }
  for (const [tag, value] of settings.logonFields ?? []) fields.set(tag, value);
  return fields;
}
