/**
 * Options of a FIX source's text that are the session's: where the counterparty is, who both sides are, when and how
 * they log on. Owns their names, what they may be, and the way to the session's settings. Cold.
 */
import { CHECKS_USUAL, checksOf } from '../../../fix/dictionary/checks.js';
import { dictionaryOf } from '../../../fix/dictionary/dictionary-of.js';
import { validate } from '../../../fix/dictionary/validate.js';
import {
  ENDPOINT_DEFAULTS,
  type EndpointSettings,
  type FilesSettings,
  type HostPort,
  type TlsSettings,
} from '../../../fix/session/endpoint-settings.js';
import { SessionCalendar } from '../../../fix/session/session-calendar.js';
import {
  BEGIN_STRINGS,
  SESSION_DEFAULTS,
  type FixVersion,
  type SessionIdentity,
  type SessionSchedule,
  type SessionSettings,
} from '../../../fix/session/session-settings.js';
import { readyProfile } from './profiles.js';

/** Everything but which fields a message may have. */
const CHECKS_OF_VALUES = checksOf({ messageTags: false, unknownTags: false });

type Texts = Readonly<Record<string, string>>;

interface Rule {
  readonly pattern: RegExp;
  readonly allowed: string;
  readonly doc: string;
}

const rule = (pattern: RegExp, allowed: string, doc: string): Rule => ({ pattern, allowed, doc });
const yesNo = (doc: string): Rule => rule(/^(yes|no)$/, 'yes or no', doc);
const compId = (doc: string): Rule => rule(/^[\x20-\x7e]{1,64}$/, 'printable ASCII', doc);
const path = (doc: string): Rule => rule(/^.+$/s, 'a path', doc);
const time = (doc: string): Rule => rule(/^\d\d:\d\d:\d\d$/, 'a time as HH:MM:SS', doc);
const weekday = (doc: string): Rule => rule(/^[0-6]$/, 'a weekday, 0 Sunday to 6 Saturday', doc);
const seconds = (doc: string): Rule => rule(/^\d{1,5}$/, 'a whole number of seconds', doc);

const ADDRESS = /^(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+)):(\d{1,5})$/;

/** In the order of the page. */
export const SESSION_RULES: Readonly<Record<string, Rule>> = {
  host: rule(
    /./,
    'HOST:PORT, several with commas',
    'We connect (initiator): HOST:PORT of the counterparty; of several the next one is tried where one fails.',
  ),
  listen: rule(
    /./,
    'HOST:PORT',
    'The counterparty connects (acceptor): HOST:PORT that we listen on.',
  ),
  version: rule(
    /^FIX\.(4\.2|4\.4|5\.0SP2)$/,
    Object.keys(BEGIN_STRINGS).join(', '),
    'FIX.4.2, FIX.4.4 (the default) or FIX.5.0SP2, which travels in FIXT.1.1.',
  ),
  sender: compId('SenderCompID: what we call ourselves.'),
  target: compId('TargetCompID: what the counterparty calls itself.'),
  senderSub: compId('SenderSubID (50).'),
  targetSub: compId('TargetSubID (57).'),
  username: compId('Username (553). The password is read from the environment.'),
  heartBtInt: seconds('HeartBtInt (108) of our Logon, in seconds; 30.'),
  resetOnLogon: yesNo('Both sides begin at 1 with every Logon (141=Y).'),
  resetOnLogout: yesNo('Both sides begin at 1 after a Logout.'),
  resetOnDisconnect: yesNo('Both sides begin at 1 after a lost connection.'),
  nextExpected: yesNo('NextExpectedMsgSeqNum (789) is said and obeyed.'),
  validate: rule(
    /^(yes|no|strict)$/,
    'yes, strict or no',
    'Whether messages are held against the dictionary; what is wrong is rejected (35=3), and the books are asked for again. `yes` (the default) lets fields pass that this version of FIX has not, or not in this message: they cannot make a book wrong, and counterparties send them; `strict` rejects them, too. Ready profiles of one counterparty say no.',
  ),
  sendingTimeLimit: seconds(
    'SendingTime (52) may be off by so many seconds; 120, and 0 does not look at it.',
  ),
  checkCompIds: yesNo('Whether 49 and 56 of every message are looked at; yes.'),
  logonFields: rule(
    /^[1-9]\d{0,5}=[^,=\x01]+(,[1-9]\d{0,5}=[^,=\x01]+)*$/,
    'fields with commas between them, as in 1407=9',
    'Further fields of the Logon.',
  ),
  startTime: time('Begin of the session of a day or week.'),
  endTime: time('Its end.'),
  timeZone: rule(/^[\w+/-]+$/, 'a time zone such as America/New_York', 'Of both; UTC.'),
  startDay: weekday('Weekday on which the session of a week begins.'),
  endDay: weekday('Weekday on which it ends.'),
  days: rule(
    /^[0-6](,[0-6])*$/,
    'weekdays with commas, 0 Sunday to 6 Saturday',
    'Weekdays of daily sessions; all.',
  ),
  tls: yesNo('TLS; also where one of the options below is there.'),
  tlsCa: path(
    'PEM of the authorities that the other side’s certificate is held against; the system’s.',
  ),
  tlsCertificate: path('PEM of our certificate; an acceptor needs one.'),
  tlsKey: path('PEM of its key.'),
  tlsPassphrase: yesNo('The key has a passphrase, which is read from the environment.'),
  tlsServerName: rule(
    /^[A-Za-z0-9._-]+$/,
    'a host name',
    'Name that the acceptor’s certificate must have; its host.',
  ),
  tlsMinVersion: rule(/^TLSv1\.[23]$/, 'TLSv1.2 or TLSv1.3', 'Oldest version of TLS; TLSv1.2.'),
  tlsClientCertificate: yesNo('Acceptor: who connects must show a certificate of tlsCa.'),
};

/** @throws RangeError naming option, value and way out. */
export function endpointOf(
  options: Texts,
  secrets: Texts,
  files: FilesSettings | undefined,
): EndpointSettings {
  for (const [name, { pattern, allowed }] of Object.entries(SESSION_RULES)) {
    const text = options[name];
    if (text !== undefined && !pattern.test(text)) refuse(name, text, allowed);
  }
  const { host, listen } = options;
  if ((host === undefined) === (listen === undefined)) {
    throw new RangeError(
      'a FIX source needs host=HOST:PORT, where we connect, or listen=HOST:PORT, where the counterparty connects to us; one of them',
    );
  }
  const session = sessionOf(options, secrets);
  const tls = tlsOf(options, secrets);
  if (listen !== undefined && tls !== undefined && tls.certificatePath === undefined) {
    throw new RangeError('an acceptor with TLS needs tlsCertificate and tlsKey');
  }
  const dictionary = dictionaryOf(session.identity.version);
  const checks = validationOf(options) === 'strict' ? CHECKS_USUAL : CHECKS_OF_VALUES;
  return {
    ...ENDPOINT_DEFAULTS,
    session,
    hosts: host === undefined ? [] : host.split(',').map((each) => addressOf('host', each)),
    ...(listen === undefined ? {} : { listen: addressOf('listen', listen) }),
    ...(tls === undefined ? {} : { tls }),
    ...(files === undefined ? {} : { files }),
    ...(session.validates ? { check: (message) => validate(message, dictionary, checks) } : {}),
  };
}

/** The variables that may hold the secrets of a session, by the secret's name. */
export function sessionSecrets(venue: string, options: Texts): Readonly<Record<string, string[]>> {
  const own = (options['counterparty'] ?? venue).toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
  const variables = (what: string): string[] => [
    `BOOKCAST_FIX_${own}_${what}`,
    `BOOKCAST_FIX_${what}`,
  ];
  return {
    ...(options['username'] === undefined ? {} : { password: variables('PASSWORD') }),
    ...(options['tlsPassphrase'] !== 'yes' ? {} : { passphrase: variables('PASSPHRASE') }),
  };
}

const validationOf = (options: Texts): string =>
  options['validate'] ?? readyProfile(options).validate ?? 'yes';

function sessionOf(options: Texts, secrets: Texts): SessionSettings {
  const schedule = scheduleOf(options);
  const { username, logonFields } = options;
  const { password } = secrets;
  return {
    ...SESSION_DEFAULTS,
    identity: identityOf(options),
    role: options['listen'] === undefined ? 'initiator' : 'acceptor',
    heartBtIntSeconds: Number(options['heartBtInt'] ?? SESSION_DEFAULTS.heartBtIntSeconds),
    resetOnLogon: options['resetOnLogon'] === 'yes',
    resetOnLogout: options['resetOnLogout'] === 'yes',
    resetOnDisconnect: options['resetOnDisconnect'] === 'yes',
    usesNextExpected: options['nextExpected'] === 'yes',
    validates: validationOf(options) !== 'no',
    sendingTimeLimitSeconds: Number(
      options['sendingTimeLimit'] ?? SESSION_DEFAULTS.sendingTimeLimitSeconds,
    ),
    checksCompIds: options['checkCompIds'] !== 'no',
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(logonFields === undefined ? {} : { logonFields: fieldsOf(logonFields) }),
    ...(schedule === undefined ? {} : { schedule }),
  };
}

function identityOf(options: Texts): SessionIdentity {
  const { sender, target, senderSub, targetSub, version = 'FIX.4.4' } = options;
  if (sender === undefined || target === undefined) {
    const missing =
      sender === undefined ? 'sender=… (our CompID)' : 'target=… (the counterparty’s CompID)';
    throw new RangeError(
      `a FIX source needs ${missing}, as in fix:EUR/USD?sender=US&target=THEM&host=…`,
    );
  }
  return {
    version: version as FixVersion,
    senderCompId: sender,
    targetCompId: target,
    ...(senderSub === undefined ? {} : { senderSubId: senderSub }),
    ...(targetSub === undefined ? {} : { targetSubId: targetSub }),
  };
}

function scheduleOf(options: Texts): SessionSchedule | undefined {
  const { startTime, endTime, timeZone = 'UTC', startDay, endDay, days } = options;
  if (startTime === undefined && endTime === undefined) return undefined;
  if (startTime === undefined || endTime === undefined) {
    throw new RangeError('a schedule needs both startTime=HH:MM:SS and endTime=HH:MM:SS');
  }
  const schedule = {
    startTime,
    endTime,
    timeZone,
    ...(startDay === undefined ? {} : { startDay: Number(startDay) }),
    ...(endDay === undefined ? {} : { endDay: Number(endDay) }),
    ...(days === undefined ? {} : { days: days.split(',').map(Number) }),
  };
  // Whether such a session can be.
  new SessionCalendar(schedule);
  return schedule;
}

function tlsOf(options: Texts, secrets: Texts): TlsSettings | undefined {
  const { tlsCa, tlsCertificate, tlsKey, tlsServerName, tlsMinVersion, tlsClientCertificate } =
    options;
  const given = [tlsCa, tlsCertificate, tlsKey, tlsServerName, tlsMinVersion, tlsClientCertificate];
  const isWanted = given.some((each) => each !== undefined);
  if (options['tls'] === 'no' || (options['tls'] === undefined && !isWanted)) return undefined;
  const { passphrase } = secrets;
  return {
    ...(tlsCa === undefined ? {} : { caPath: tlsCa }),
    ...(tlsCertificate === undefined ? {} : { certificatePath: tlsCertificate }),
    ...(tlsKey === undefined ? {} : { keyPath: tlsKey }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(tlsServerName === undefined ? {} : { serverName: tlsServerName }),
    ...(tlsMinVersion === undefined ? {} : { minVersion: tlsMinVersion as 'TLSv1.2' }),
    ...(tlsClientCertificate === 'yes' ? { wantsClientCertificate: true } : {}),
  };
}

function addressOf(name: string, text: string): HostPort {
  const match = ADDRESS.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535 || (port === 0 && name === 'host')) {
    return refuse(name, text, 'HOST:PORT, as in 127.0.0.1:9878');
  }
  return { host: (match[1] ?? match[2])!, port };
}

const fieldsOf = (text: string): ReadonlyMap<number, string> =>
  new Map(
    text.split(',').map((field) => {
      const equals = field.indexOf('=');
      return [Number(field.slice(0, equals)), field.slice(equals + 1)] as const;
    }),
  );

function refuse(name: string, text: string, allowed: string): never {
  throw new RangeError(`the option ${name}=${text} must be ${allowed}`);
}
