/**
 * What the FIX server is told, made of the configuration and of the secrets in the environment. Owns the
 * mapping; the secrets go to the gateway's thread and nowhere else. Supervisor, cold.
 */
import { fixClientPasswordVariable, readFixClients } from '../../config/fix-clients.js';
import type { BookcastConfig } from '../../config/schema.js';
import type { FixServerSettings } from '../../fixserver/server-settings.js';
import type { TlsSettings } from '../../fix/link/tls-files.js';

const PASSPHRASE_VARIABLE = 'BOOKCAST_FIX_SERVER_PASSPHRASE';
/** Of the backlog at which a client's deltas are dropped: above, a full refresh waits. */
const REFRESH_SHARE = 8;

type Environment = Readonly<Record<string, string | undefined>>;

/** @returns undefined where there is no FIX server. */
export function fixServerSettings(
  config: BookcastConfig,
  env: Environment,
): FixServerSettings | undefined {
  const { fixServer, fix, gateway } = config;
  if (fixServer.port === 0) return undefined;
  const { clients } = readFixClients(fixServer, env);
  return {
    host: fixServer.host,
    port: fixServer.port,
    senderCompId: fixServer.senderCompId,
    clients: clients.map((client) => ({
      ...client,
      password:
        client.password === 'none' ? undefined : env[fixClientPasswordVariable(client.name)],
    })),
    tls: tlsSettings(fixServer, env),
    storePath: fix.storePath,
    keptBytesLimit: fix.keptBytesLimit,
    syncs: fix.syncs,
    messageLog:
      fixServer.logsMessages && fix.messageLogFileBytes > 0
        ? { fileBytes: fix.messageLogFileBytes, filesLimit: fix.messageLogFilesLimit }
        : undefined,
    refreshMs: fixServer.refreshMs,
    socketBytesLimit: gateway.socketBytesLimit,
    refreshBytesLimit: Math.floor(gateway.backlogBytesLimit / REFRESH_SHARE),
  };
}

function tlsSettings(
  settings: BookcastConfig['fixServer'],
  env: Environment,
): TlsSettings | undefined {
  const { tlsCertificatePath, tlsKeyPath, tlsCaPath, tlsWantsClientCertificate } = settings;
  if (tlsCertificatePath === '') return undefined;
  const passphrase = env[PASSPHRASE_VARIABLE];
  return {
    certificatePath: tlsCertificatePath,
    ...(tlsKeyPath === '' ? {} : { keyPath: tlsKeyPath }),
    ...(tlsCaPath === '' ? {} : { caPath: tlsCaPath }),
    ...(passphrase ? { passphrase } : {}),
    wantsClientCertificate: tlsWantsClientCertificate,
  };
}
