/** Clients that do not come through uWS, and what a client may have. */
import { afterEach, describe, expect, it } from 'vitest';
import { decodedKind } from '../../src/frame/decode-frame.js';
import { FRAME_KIND } from '../../src/frame/frame-header.js';
import { AdmittedClient } from '../../src/gateway/admitted-client.js';
import type { NativeSocket } from '../../src/gateway/client-socket.js';
import type { StreamName } from '../../src/gateway/control-answer.js';
import { parsePattern } from '../../src/market/instrument-pattern.js';
import { STREAM_SLOT } from '../../src/market/stream.js';
import { GatewayRig } from './gateway-rig.js';
import { until } from './turns.js';

let rig: GatewayRig;
afterEach(() => rig.close());

class SocketDouble implements NativeSocket {
  readonly kinds: number[] = [];
  readonly texts: string[] = [];
  ended: string | undefined;
  waitingBytes = 0;
  bytesOffered = 0;

  send(message: Uint8Array | string, isBinary: boolean): number {
    if (!isBinary) this.texts.push(String(message));
    else this.take(message as Uint8Array);
    return this.waitingBytes > 0 ? 0 : 1;
  }
  private take(message: Uint8Array): void {
    const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
    for (let at = 0; at < message.length; at += view.getUint32(at, true) + 4)
      this.kinds.push(decodedKind(view, at));
    this.bytesOffered += message.length;
  }
  getBufferedAmount(): number {
    return this.waitingBytes;
  }
  end(_code: number, reason: string): void {
    this.ended = reason;
  }
  close(): void {
    this.ended = 'cut';
  }
  cork(callback: () => void): void {
    callback();
  }
}

const patterns = (...texts: string[]) => texts.map((text) => parsePattern(text)!);

function admit(socket: NativeSocket, ...instruments: string[]): AdmittedClient {
  const client = rig.gateway.admit(socket, instruments);
  if (!(client instanceof AdmittedClient)) throw new Error(client.message);
  return client;
}

describe('a client that was admitted', () => {
  it('gets definition, image and deltas like every other, and is counted', async () => {
    rig = await GatewayRig.start();
    const socket = new SocketDouble();
    const client = admit(socket);
    let streams: readonly StreamName[] = [];
    const slots = [STREAM_SLOT.BOOK_10, STREAM_SLOT.BBO] as const;
    expect(
      client.subscribe(slots, patterns('sim:AAA'), (names) => {
        expect(socket.kinds).toEqual([]);
        streams = names;
      }),
    ).toBeUndefined();
    expect(streams.map(({ stream, symbol }) => [stream, symbol])).toEqual([
      [5, 'AAA'],
      [1, 'AAA'],
    ]);
    await until(() => socket.kinds.includes(FRAME_KIND.IMAGE));
    rig.lane.change(rig.table.read(0 as never)!.id, [[100, 1]]);
    rig.lane.flush();
    await until(() => socket.kinds.includes(FRAME_KIND.DELTA));
    expect(socket.kinds[0]).toBe(FRAME_KIND.INSTRUMENT);
    expect(rig.count('CONNECTIONS')).toBe(1);
    expect(rig.count('SUBSCRIPTIONS')).toBe(2);
    client.unsubscribe([5, 77]);
    expect(rig.count('SUBSCRIPTIONS')).toBe(1);
    client.closed();
    client.closed();
    expect([rig.count('CONNECTIONS'), rig.count('CONNECTIONS_CLOSED')]).toEqual([0, 1]);
    expect(rig.count('SUBSCRIPTIONS')).toBe(0);
  });

  it('is told why nothing of a request was carried out', async () => {
    rig = await GatewayRig.start({ options: { subscriptionLimit: 3 } });
    const client = admit(new SocketDouble(), 'sim:AAA', 'sim:BBB');
    const refusal = (text: string, ...slots: (5 | 2)[]) =>
      client.subscribe(slots, patterns(text), () => expect.fail('accepted'))?.code;
    expect(refusal('sim:CCC', 5)).toBe('not-allowed');
    expect(refusal('sim:ZZZ', 5)).toBe('unknown-instrument');
    expect(refusal('*', 5, 2)).toBe('too-many-subscriptions');
    expect(rig.count('SUBSCRIPTIONS')).toBe(0);
    expect(rig.count('ERROR_NOT_ALLOWED')).toBe(1);
  });

  it('is refused where the gateway has as many clients as it takes', async () => {
    rig = await GatewayRig.start({ options: { connectionLimit: 1 } });
    admit(new SocketDouble());
    expect(rig.gateway.admit(new SocketDouble(), [])).toMatchObject({ code: 'connection-limit' });
    expect(rig.count('REFUSED_CLIENT_LIMIT')).toBe(1);
  });

  it('is dropped to an image and evicted by the age of its unsent bytes', async () => {
    rig = await GatewayRig.start({ options: { evictionMsLimit: 100, backlogBytesLimit: 4_096 } });
    const socket = new SocketDouble();
    admit(socket).subscribe([STREAM_SLOT.BOOK_10], patterns('sim:AAA'), () => {});
    await until(() => socket.kinds.includes(FRAME_KIND.IMAGE));
    socket.waitingBytes = 100_000;
    rig.traffic = () => {
      rig.lane.change(rig.table.read(0 as never)!.id, [[100, 1]]);
      rig.lane.flush();
    };
    await until(() => socket.ended !== undefined);
    expect(socket.ended).toBe('evicted-slow');
    expect(rig.count('DROPS_TO_IMAGE')).toBe(1);
  });
});

describe('what WebSocket clients may have', () => {
  it('is what gateway.instruments lists: by name refused, by wildcard left out, not listed', async () => {
    rig = await GatewayRig.start({ options: { instruments: ['sim:AAA', 'other:*'] } });
    const client = await rig.connect();
    expect(await client.subscribe(['sim:BBB'])).toMatchObject({ code: 'not-allowed' });
    const answer = await client.subscribe(['*']);
    expect(answer['streams']).toMatchObject([{ symbol: 'AAA' }]);
    rig.define('sim', 'DDD');
    rig.define('other', 'EEE');
    const added = await client.notice('stream-added');
    expect(added['streams']).toMatchObject([{ symbol: 'EEE' }]);
    const response = await fetch(`http://127.0.0.1:${rig.port}/instruments`);
    const listed = (await response.json()) as { instruments: { symbol: string }[] };
    expect(listed.instruments.map(({ symbol }) => symbol)).toEqual(['AAA', 'EEE']);
  });
});
