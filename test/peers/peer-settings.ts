/** The settings file of a peer; QuickFIX C++ and QuickFIX/J read the same keys. */
import { join } from 'node:path';
import type { FixVersion } from '../../src/fix/session/session-settings.js';

export interface PeerSettings {
  readonly version: FixVersion;
  readonly role: 'acceptor' | 'initiator';
  readonly sender: string;
  readonly target: string;
  /** Where it listens, or connects to. */
  port: number;
  heartBtInt?: number;
  /** Keys of QuickFIX beside these: ResetOnLogon=Y … */
  more?: Readonly<Record<string, string>>;
}

export function settingsText(settings: PeerSettings, folder: string, dictionaries: string): string {
  const { version, role, sender, target, port } = settings;
  const dictionary = (name: string): string => join(dictionaries, `${name}.xml`);
  const ports: Record<string, string | number> =
    role === 'acceptor'
      ? { SocketAcceptPort: port }
      : { SocketConnectHost: '127.0.0.1', SocketConnectPort: port };
  const session: Record<string, string> =
    version === 'FIX.5.0SP2'
      ? {
          BeginString: 'FIXT.1.1',
          DefaultApplVerID: 'FIX.5.0SP2',
          TransportDataDictionary: dictionary('FIXT11'),
          AppDataDictionary: dictionary('FIX50SP2'),
        }
      : { BeginString: version, DataDictionary: dictionary(version.replaceAll('.', '')) };
  const lines = (values: Record<string, string | number>): string =>
    Object.entries(values)
      .map(([key, value]) => `${key}=${value}\n`)
      .join('');
  return `[DEFAULT]\n${lines({
    ConnectionType: role,
    StartTime: '00:00:00',
    EndTime: '00:00:00',
    HeartBtInt: settings.heartBtInt ?? 30,
    ReconnectInterval: 1,
    FileStorePath: join(folder, 'store'),
    UseDataDictionary: 'Y',
    SocketNodelay: 'Y',
    SocketTcpNoDelay: 'Y',
    ...ports,
    ...settings.more,
  })}[SESSION]\n${lines({ ...session, SenderCompID: sender, TargetCompID: target })}`;
}
