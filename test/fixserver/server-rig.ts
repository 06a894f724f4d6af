/** A gateway with lanes of tests and a FIX server at its door; everything is closed behind the test. */
import { afterEach } from 'vitest';
import { FixServer } from '../../src/fixserver/fix-server.js';
import type { FixClientSettings, FixServerSettings } from '../../src/fixserver/server-settings.js';
import { scratchFolder } from '../fix/store/scratch.js';
import { GatewayRig, type RigShape } from '../gateway/gateway-rig.js';
import { clock, FixClientDouble, type DoubleOptions } from './fix-client-double.js';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
export const atEnd = (end: () => Promise<void> | void): void => void ends.push(end);

export const clientSettings = (changes: Partial<FixClientSettings> = {}): FixClientSettings => ({
  compId: 'ACME',
  version: 'FIX.4.4',
  instruments: [],
  resetOnLogon: false,
  nextExpected: false,
  ...changes,
});

export class ServerRig {
  server!: FixServer;
  port = 0;
  readonly notes: string[] = [];

  private constructor(
    readonly gateway: GatewayRig,
    readonly settings: FixServerSettings,
  ) {}

  static async start(
    shape: RigShape = {},
    changes: Partial<FixServerSettings> = {},
  ): Promise<ServerRig> {
    const gateway = await GatewayRig.start(shape);
    atEnd(() => gateway.close());
    const rig = new ServerRig(gateway, {
      host: '127.0.0.1',
      port: 0,
      senderCompId: 'BOOKCAST',
      clients: [clientSettings()],
      storePath: scratchFolder(),
      keptBytesLimit: 1_000_000,
      syncs: false,
      refreshMs: 20,
      socketBytesLimit: 16 * 1024 * 1024,
      refreshBytesLimit: 100_000,
      ...changes,
    });
    await rig.open();
    atEnd(() => rig.server.close('the test is over'));
    return rig;
  }

  async open(): Promise<void> {
    this.server = new FixServer({
      settings: { ...this.settings, port: this.port },
      door: this.gateway.gateway,
      instruments: this.gateway.table,
      clock,
      note: (text) => this.notes.push(text),
    });
    this.port = await this.server.listen();
  }

  async client(options: Partial<DoubleOptions> = {}): Promise<FixClientDouble> {
    const client = await FixClientDouble.logOn({ port: this.port, ...options });
    atEnd(() => client.end());
    return client;
  }
}
