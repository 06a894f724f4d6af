/** The FIX simulator through its sockets, against a client that writes its messages by hand. */
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { FixSimulator } from '../../../src/exchange/fix/fix-simulator.js';
import { startFix, type FixOptions } from '../../../src/exchange/fix/start-fix.js';
import { encodeMessage } from '../../../src/fix/codec/encode-message.js';
import { utcText } from '../../../src/exchange/fix/utc-text.js';
import { messagesIn, valueOf } from '../../../src/exchange/fix/raw-message.js';

const opened: (FixSimulator | HandClient)[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

async function start(options: Partial<FixOptions> = {}): Promise<FixSimulator> {
  const simulator = await startFix({
    symbolCount: 2,
    seed: 4,
    changesPerSecond: 0,
    port: 0,
    ...options,
  });
  opened.push(simulator);
  return simulator;
}

class HandClient {
  readonly heard: string[] = [];
  isClosed = false;
  private next = 1;
  private rest = '';
  private waiting = (): void => {};
  private readonly socket: Socket;

  constructor(
    address: string,
    private readonly names = { senderCompId: 'BOOKCAST', targetCompId: 'SIM' },
  ) {
    opened.push(this);
    const [host, port] = address.split(':');
    this.socket = connect({ host: host!, port: Number(port) });
    this.socket.on('error', () => {});
    this.socket.on('data', (bytes) => {
      this.rest += bytes.toString('latin1');
      const messages = messagesIn(Buffer.from(this.rest, 'latin1'));
      this.rest = this.rest.slice(messages.join('').length);
      this.heard.push(...messages.map((message) => message.replaceAll('\x01', '|')));
      this.waiting();
    });
    this.socket.on('close', () => {
      this.isClosed = true;
      this.waiting();
    });
  }

  say(msgType: string, fields: string): this {
    const sendingTime = utcText(Date.now());
    const header = { ...this.names, beginString: 'FIX.4.4', msgSeqNum: this.next++, sendingTime };
    const body = Buffer.from(fields.replaceAll('|', '\x01'), 'latin1');
    this.socket.write(encodeMessage({ ...header, msgType }, body));
    return this;
  }

  logOn(more = ''): this {
    return this.say('A', `98=0|108=30|${more}`);
  }

  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => (this.waiting = resolve));
  }

  /** The n-th message, once it is there. */
  async message(index: number): Promise<string> {
    await this.until(() => this.heard.length > index || this.isClosed);
    return this.heard[index]!;
  }

  close(): Promise<void> {
    this.socket.destroy();
    return Promise.resolve();
  }
}

const REQUEST = '262=r1|263=1|264=1|265=1|267=2|269=0|269=1|146=1|55=BTC/USD|';

describe('the FIX simulator', () => {
  it('takes a Logon and a request, and shows the same book at its door', async () => {
    const simulator = await start();
    const client = new HandClient(simulator.address!).logOn();
    expect(await client.message(0)).toContain('|35=A|34=1|49=SIM|');
    client.say('V', REQUEST);
    const image = await client.message(1);
    const books = (await (await fetch(`${simulator.doorUrl}/_books?depth=1`)).json()) as Record<
      string,
      { bids: [string, string][]; asks: [string, string][] }
    >;
    const { bids, asks } = books['BTC/USD']!;
    expect(image).toContain('|35=W|');
    expect(image).toContain(`|269=0|270=${bids[0]![0]}|271=${bids[0]![1]}|`);
    expect(image).toContain(`|269=1|270=${asks[0]![0]}|271=${asks[0]![1]}|`);
    simulator.advance(400);
    expect(await client.message(2)).toMatch(/\|35=X\|34=3\|.*\|262=r1\|268=/);
  });

  it('drops whoever asks for somebody else, or speaks another version, without a word', async () => {
    const { address } = await start();
    const stranger = new HandClient(address!, { senderCompId: 'A', targetCompId: 'OTHER' }).logOn();
    await stranger.until(() => stranger.isClosed);
    expect(stranger.heard).toEqual([]);
    const newer = await start({ version: 'FIX.5.0SP2' });
    const older = new HandClient(newer.address!).logOn();
    await older.until(() => older.isClosed);
    expect(older.heard).toEqual([]);
  });

  it('wants the password that it was given', async () => {
    const { address } = await start({ username: 'desk', password: 'sesame' });
    const wrong = new HandClient(address!).logOn('553=desk|554=open|');
    await wrong.until(() => wrong.isClosed);
    expect(wrong.heard.filter((message) => message.includes('|35=A|'))).toEqual([]);
    const right = new HandClient(address!).logOn('553=desk|554=sesame|');
    // The attempt before was a message of this session, too.
    expect((await right.message(0)).split('|')[2]).toMatch(/^35=[A5]$/);
  });

  it('says at its door what it can do wrong, and does it', async () => {
    const simulator = await start();
    const ask = async (query: string): Promise<[number, string]> => {
      const response = await fetch(`${simulator.doorUrl}/_fault?${query}`);
      return [response.status, await response.text()];
    };
    expect(await ask('kind=nonsense')).toEqual([
      400,
      expect.stringMatching(/^kind nonsense: expected one of garble, .*reject-request\n$/),
    ]);
    expect(await ask('kind=lose')).toEqual([400, expect.stringContaining('nobody is logged on')]);
    const client = new HandClient(simulator.address!).logOn();
    await client.message(0);
    expect(await ask('kind=lose&symbol=X')).toEqual([
      400,
      'symbol X: expected one of BTC/USD, ETH/USD\n',
    ]);
    expect(await ask('kind=lose&ms=-1')).toEqual([400, expect.stringContaining('ms -1')]);
    expect(await ask('kind=lose')).toEqual([200, 'lose\n']);
    client.say('V', REQUEST);
    await new Promise<void>((resolve) => (simulator.onCommitted = () => resolve()));
    client.say('V', REQUEST.replace('r1', 'r2'));
    expect(valueOf(`\x01${(await client.message(1)).replaceAll('|', '\x01')}`, 34)).toBe('3');
    expect(simulator.committed).toEqual([{ kind: 'lose' }]);
  });

  it('does not offer what its entries cannot show', async () => {
    const { faultKinds } = await start({ keying: 'id', hasStatus: false });
    expect(faultKinds).not.toContain('delete-thru');
    expect(faultKinds).not.toContain('halt');
    expect((await start({ fragmentEntries: 3 })).faultKinds).toContain('cut-fragment');
  });

  it('comes back after a restart with its numbers, or without them', async () => {
    const simulator = await start();
    const first = new HandClient(simulator.address!).logOn();
    await first.message(0);
    simulator.inject({ kind: 'restart-reset', ms: 1 });
    await first.until(() => first.isClosed);
    const again = async (): Promise<string> => {
      for (;;) {
        const client = new HandClient(simulator.address!).logOn();
        const answer = await client.message(0);
        if (answer !== undefined) return answer;
      }
    };
    expect(await again()).toMatch(/\|35=A\|34=1\|/);
  });

  it('comes to a server that listens, and pushes everything unasked', async () => {
    const server = await start();
    const hub = await start({
      connect: { host: '127.0.0.1', port: Number(server.address!.split(':')[1]) },
      senderCompId: 'HUB',
      hasRptSeq: false,
      targetCompId: 'SIM',
    });
    const rejected: string[] = [];
    await new Promise<void>((resolve) => {
      server.venue.said = (_, message) => {
        rejected.push(`${message.text(35)} ${message.text(55)}`);
        if (rejected.length === 2) resolve();
      };
    });
    expect(rejected).toEqual(['W BTC/USD', 'W ETH/USD']);
    expect(hub.sourceText).toContain('listen=127.0.0.1:');
  });
});
