/** Our session and a peer's, with a cutting proxy between them, both ways round; for one test file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import type { FixVersion } from '../../src/fix/session/session-settings.js';
import { CuttingProxy } from './cutting-proxy.js';
import { freePort } from './free-port.js';
import { OurSide, type OurSettings } from './our-side.js';
import { PeerProcess } from './peer-process.js';
import type { PeerProgram } from './peer-programs.js';
import type { PeerSettings } from './peer-settings.js';

const folder = mkdtempSync(join(tmpdir(), 'bookcast-peers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const SYMBOLS = ['EUR/USD', 'GBP/USD'];

export interface Pair {
  readonly ours: OurSide;
  readonly peer: PeerProcess;
  readonly proxy: CuttingProxy;
}

let pair: Pair | undefined;
let opened = 0;
export async function closePair(): Promise<void> {
  console.log(pair?.ours.notes.slice(0, 20));
  pair?.ours.close();
  await pair?.peer.kill();
  await pair?.proxy.close();
  pair = undefined;
}
afterEach(closePair);

interface PairOptions {
  readonly version: FixVersion;
  readonly ours?: Partial<OurSettings>;
  readonly peer?: Partial<PeerSettings>;
  readonly peerArgs?: readonly string[];
}

/** We are an initiator and a client; the peer is an acceptor and a venue. Both have started. */
export async function dialled(program: PeerProgram, options: PairOptions): Promise<Pair> {
  const { version } = options;
  const port = await freePort();
  const proxy = await CuttingProxy.listen(() => port);
  const peer = new PeerProcess(
    program,
    join(folder, String(opened++)),
    { version, role: 'acceptor', sender: 'VENUE', target: 'BOOKCAST', port, ...options.peer },
    ['--venue', '--symbols', SYMBOLS.join(','), ...(options.peerArgs ?? [])],
  );
  const ours = new OurSide({
    version,
    role: 'initiator',
    sender: 'BOOKCAST',
    target: 'VENUE',
    ...options.ours,
  });
  pair = { ours, peer, proxy };
  await peer.start();
  ours.dial(proxy.port);
  return pair;
}

/** We are an acceptor; the peer is an initiator and a client that wants two books of us. */
export async function listening(program: PeerProgram, options: PairOptions): Promise<Pair> {
  const { version } = options;
  const ours = new OurSide({
    version,
    role: 'acceptor',
    sender: 'BOOKCAST',
    target: 'CLIENT',
    ...options.ours,
  });
  const port = await ours.listen();
  const proxy = await CuttingProxy.listen(() => port);
  const peer = new PeerProcess(
    program,
    join(folder, String(opened++)),
    {
      version,
      role: 'initiator',
      sender: 'CLIENT',
      target: 'BOOKCAST',
      port: proxy.port,
      ...options.peer,
    },
    ['--client', '--symbols', SYMBOLS.join(','), ...(options.peerArgs ?? [])],
  );
  pair = { ours, peer, proxy };
  await peer.start();
  return pair;
}

/** Every message of the peer has come to us. */
export async function caughtUp({ ours, peer }: Pair): Promise<void> {
  const { nextOut } = await peer.ask('numbers');
  await ours.until(`next in ${nextOut}`, () => ours.store.nextIn >= nextOut);
}

/** Every message of ours has come to the peer. */
export async function heard({ ours, peer }: Pair): Promise<void> {
  while ((await peer.ask('numbers')).nextIn < ours.store.nextOut);
}

export function expectNoComplaint({ ours, peer }: Pair): void {
  expect(ours.rejections).toEqual([]);
  expect(ours.notes.filter((text) => text.includes('garbled'))).toEqual([]);
  const bad = new Set(['reject', 'refused', 'contradiction']);
  expect(peer.events.filter(({ event }) => bad.has(event))).toEqual([]);
}
