import { describe, expect, it } from 'vitest';
import { decodeItch } from '../../src/feed/normalize/itch/itch-decode.js';
import {
  ITCH_KIND_BYTES,
  ITCH_MESSAGES,
  ITCH_TYPES,
  type ItchLayout,
} from '../../src/feed/normalize/itch/itch-messages.js';
import * as itch from './itch-bytes.js';

describe('the ITCH field table', () => {
  it('has the lengths that the venue documents', () => {
    const documented =
      'S12 R39 H25 Y20 L26 V35 W12 K28 J35 h21 A36 F40 E31 C36 X23 D19 U35 P44 Q40 B19 I50 N20 O48';
    const ours = ITCH_TYPES.map((type) => `${type}${ITCH_MESSAGES[type].length}`);
    expect([...ours].sort()).toEqual(documented.split(' ').sort());
  });

  it('covers every byte of every message once', () => {
    for (const type of ITCH_TYPES) {
      const layout: ItchLayout = ITCH_MESSAGES[type];
      let end = 1;
      for (const [offset, kind, bytes] of Object.values(layout.fields)) {
        expect(offset).toBe(end);
        end = offset + (kind === 'alpha' ? bytes : ITCH_KIND_BYTES[kind]);
      }
      expect(end).toBe(layout.length);
    }
  });
});

describe('decodeItch', () => {
  it('reads every type that an independent encoder writes', () => {
    const messages = [
      itch.systemEvent('O'),
      itch.directory(5, 'ACME'),
      itch.tradingAction(5, 'ACME', 'T'),
      itch.operationalHalt(5, 'ACME', 'Q', 'H'),
      itch.addOrder(5, 1n, 'B', 2, 'ACME', 3),
      itch.addAttributed(5, 1n, 'B', 2, 'ACME', 3),
      itch.executed(5, 1n, 2, 3n),
      itch.executedPrice(5, 1n, 2, 3n, 'Y', 4),
      itch.cancel(5, 1n, 2),
      itch.deleteOrder(5, 1n),
      itch.replace(5, 1n, 2n, 3, 4),
      itch.trade(5, 1, 'ACME', 2, 3n),
      itch.cross(5, 1n, 'ACME', 2, 3n),
      itch.brokenTrade(5, 1n),
      ...itch.silentMessages(5, 'ACME'),
    ];
    const decoded = messages.map((message) => decodeItch(message));
    expect(decoded.every((result) => result.ok)).toBe(true);
    const types = decoded.map((result) => (result.ok ? result.message.type : ''));
    expect([...types].sort()).toEqual([...ITCH_TYPES].sort());
  });

  it('gives numbers, exact 64-bit integers and unpadded text', () => {
    const result = decodeItch(
      itch.addOrder(5, 0xfedcba9876543210n, 'S', 300, 'ACME', 1_234_500, 34_200_000_000_001),
    );
    expect(result).toEqual({
      ok: true,
      message: {
        type: 'A',
        locate: 5,
        tracking: 0,
        timestamp: 34_200_000_000_001,
        reference: 0xfedcba9876543210n,
        side: 'S',
        shares: 300,
        stock: 'ACME',
        price: 1_234_500,
      },
    });
  });

  it('says what is wrong with a message instead of reading beyond it', () => {
    expect(decodeItch(itch.deleteOrder(5, 1n).subarray(0, 18))).toEqual({
      ok: false,
      reason: 'wrong-length',
      type: 'D',
      expected: 19,
      actual: 18,
    });
    expect(decodeItch(Buffer.from('Zoo'))).toEqual({
      ok: false,
      reason: 'unknown-type',
      type: 'Z',
    });
    expect(decodeItch(new Uint8Array(0))).toEqual({
      ok: false,
      reason: 'unknown-type',
      type: '\0',
    });
  });
});
