import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clearReason,
  statusReason,
  statusState,
  writeBookClear,
  writeImageBegin,
  writeImageEnd,
  writeInstrumentEvent,
  writeMessageEnd,
  writeStatus,
} from '../../src/event/control.js';
import { levelOrderCount, levelPrice, levelQuantity, writeLevel } from '../../src/event/level.js';
import {
  eventAux,
  eventFlags,
  eventInstrument,
  eventReceivedNs,
  eventSide,
  eventSourceSequence,
  eventType,
  eventVenueTimeHigh,
  eventVenueTimeLow,
  markLast,
  MessageHeader,
} from '../../src/event/message-header.js';
import {
  orderId2High,
  orderId2Low,
  orderIdHigh,
  orderIdLow,
  orderPrice,
  orderQuantity,
  writeOrderAdd,
  writeOrderDelete,
  writeOrderReduce,
  writeOrderReplace,
} from '../../src/event/order.js';
import { SLOT_BYTES, slotViewsOf, type SlotViews } from '../../src/event/slot.js';
import {
  tradeIdHigh,
  tradeIdLow,
  tradePrice,
  tradeQuantity,
  writeTrade,
} from '../../src/event/trade.js';
import { EVENT, EVENT_FLAG, VERIFY_KIND, type EventType } from '../../src/event/types.js';
import {
  verifyAskPrice,
  verifyAskQuantity,
  verifyBidPrice,
  verifyBidQuantity,
  writeVerifyTop,
} from '../../src/event/verify.js';
import { ASK, BID } from '../../src/market/side.js';
import { REASON, STATE } from '../../src/market/state.js';
import { asInstrumentId, asLots, asTicks } from '../../src/market/units.js';

const price = fc.maxSafeInteger().map(asTicks);
const quantity = fc.nat({ max: Number.MAX_SAFE_INTEGER }).map(asLots);
const word = fc.nat({ max: 0xffffffff });
const side = fc.constantFrom(BID, ASK);
const flags = fc.nat({ max: 127 });
const instrument = fc.nat({ max: 0xffffffff }).map(asInstrumentId);

/** Three slots filled with ones, so that a codec that writes beyond its slot or skips a field shows. */
function dirtySlots(): SlotViews {
  const views = slotViewsOf(new ArrayBuffer(3 * SLOT_BYTES));
  views.u8.fill(0xff);
  return views;
}

function expectNeighboursUntouched(views: SlotViews): void {
  const outside = [...views.u8.subarray(0, SLOT_BYTES), ...views.u8.subarray(2 * SLOT_BYTES)];
  expect(outside.every((byte) => byte === 0xff)).toBe(true);
}

const AT = SLOT_BYTES;

describe('event codecs', () => {
  it('carry what every event has', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        word,
        word,
        instrument,
        flags,
        (sequence, received, high, low, id, flagBits) => {
          const views = dirtySlots();
          const header = new MessageHeader();
          header.sourceSequence = sequence;
          header.receivedNs = received;
          header.setVenueTime(high, low);
          writeImageBegin(views, AT, header, id, flagBits);
          expect(eventType(views, AT)).toBe(EVENT.IMAGE_BEGIN);
          expect(eventInstrument(views, AT)).toBe(id);
          expect(eventFlags(views, AT)).toBe(flagBits);
          expect(eventSourceSequence(views, AT)).toBe(sequence);
          expect(eventReceivedNs(views, AT)).toBe(received);
          expect([eventVenueTimeHigh(views, AT), eventVenueTimeLow(views, AT)]).toEqual([
            high,
            low,
          ]);
          markLast(views, AT);
          expect(eventFlags(views, AT)).toBe(flagBits | EVENT_FLAG.LAST);
          expectNeighboursUntouched(views);
        },
      ),
    );
  });

  it('carry levels', () => {
    fc.assert(
      fc.property(instrument, flags, side, price, quantity, word, (id, bits, s, p, q, count) => {
        const views = dirtySlots();
        writeLevel(views, AT, new MessageHeader(), id, bits, s, p, q, count);
        expect(eventType(views, AT)).toBe(EVENT.LEVEL);
        expect(eventSide(views, AT)).toBe(s);
        expect(levelPrice(views, AT)).toBe(p);
        expect(levelQuantity(views, AT)).toBe(q);
        expect(levelOrderCount(views, AT)).toBe(count);
        expectNeighboursUntouched(views);
      }),
    );
  });

  it('carry the four order events with exact 64-bit ids', () => {
    fc.assert(
      fc.property(side, price, quantity, word, word, word, word, (s, p, q, h, l, h2, l2) => {
        const id = asInstrumentId(7);
        const header = new MessageHeader();
        const views = dirtySlots();
        const ids = (): number[] => [orderIdHigh(views, AT), orderIdLow(views, AT)];
        const ids2 = (): number[] => [orderId2High(views, AT), orderId2Low(views, AT)];
        writeOrderAdd(views, AT, header, id, 0, s, h, l, p, q);
        expect(eventType(views, AT)).toBe(EVENT.ORDER_ADD);
        expect([eventSide(views, AT), orderPrice(views, AT), orderQuantity(views, AT)]).toEqual([
          s,
          p,
          q,
        ]);
        expect(ids()).toEqual([h, l]);
        writeOrderReduce(views, AT, header, id, EVENT_FLAG.EXECUTED, h2, l2, q, p, h, l);
        expect(eventType(views, AT)).toBe(EVENT.ORDER_REDUCE);
        expect([orderPrice(views, AT), orderQuantity(views, AT)]).toEqual([p, q]);
        expect([ids(), ids2()]).toEqual([
          [h2, l2],
          [h, l],
        ]);
        writeOrderReplace(views, AT, header, id, 0, h, l, h2, l2, p, q);
        expect(eventType(views, AT)).toBe(EVENT.ORDER_REPLACE);
        expect([ids(), ids2()]).toEqual([
          [h, l],
          [h2, l2],
        ]);
        expect([orderPrice(views, AT), orderQuantity(views, AT)]).toEqual([p, q]);
        writeOrderDelete(views, AT, header, id, EVENT_FLAG.LAST, h2, l);
        expect(eventType(views, AT)).toBe(EVENT.ORDER_DELETE);
        expect(ids()).toEqual([h2, l]);
        expectNeighboursUntouched(views);
      }),
    );
  });

  it('carry trades and verify events', () => {
    fc.assert(
      fc.property(price, quantity, price, quantity, word, word, (p, q, p2, q2, h, l) => {
        const id = asInstrumentId(1);
        const header = new MessageHeader();
        const views = dirtySlots();
        writeTrade(views, AT, header, id, EVENT_FLAG.HIDDEN, ASK, p, q, h, l);
        expect([eventType(views, AT), eventSide(views, AT)]).toEqual([EVENT.TRADE, ASK]);
        expect([tradePrice(views, AT), tradeQuantity(views, AT)]).toEqual([p, q]);
        expect([tradeIdHigh(views, AT), tradeIdLow(views, AT)]).toEqual([h, l]);
        writeVerifyTop(views, AT, header, id, 0, p, q, p2, q2);
        expect([eventType(views, AT), eventAux(views, AT)]).toEqual([
          EVENT.VERIFY,
          VERIFY_KIND.TOP_OF_BOOK,
        ]);
        expect([verifyBidPrice(views, AT), verifyBidQuantity(views, AT)]).toEqual([p, q]);
        expect([verifyAskPrice(views, AT), verifyAskQuantity(views, AT)]).toEqual([p2, q2]);
        expectNeighboursUntouched(views);
      }),
    );
  });

  it('carry states, clears and the marks around an image', () => {
    const id = asInstrumentId(3);
    const header = new MessageHeader();
    const views = dirtySlots();
    const typeAfter = (write: () => void): EventType => {
      write();
      expect(eventInstrument(views, AT)).toBe(id);
      return eventType(views, AT);
    };
    for (const state of Object.values(STATE)) {
      for (const reason of Object.values(REASON)) {
        expect(typeAfter(() => writeStatus(views, AT, header, id, 0, state, reason))).toBe(
          EVENT.STATUS,
        );
        expect([statusState(views, AT), statusReason(views, AT)]).toEqual([state, reason]);
        expect(typeAfter(() => writeBookClear(views, AT, header, id, 0, reason))).toBe(
          EVENT.BOOK_CLEAR,
        );
        expect(clearReason(views, AT)).toBe(reason);
      }
    }
    expect(typeAfter(() => writeImageEnd(views, AT, header, id, 1))).toBe(EVENT.IMAGE_END);
    expect(typeAfter(() => writeInstrumentEvent(views, AT, header, id, 1))).toBe(EVENT.INSTRUMENT);
    expect(typeAfter(() => writeMessageEnd(views, AT, header, id))).toBe(EVENT.MESSAGE_END);
    expect(eventFlags(views, AT)).toBe(EVENT_FLAG.LAST);
    expectNeighboursUntouched(views);
  });

  it('split venue time from seconds exactly as a bigint would', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 0xffffffff }),
        fc.nat({ max: 999_999_999 }),
        (seconds, nanoseconds) => {
          const header = new MessageHeader();
          header.setVenueSeconds(seconds, nanoseconds);
          const expected = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
          expect((BigInt(header.words[1]!) << 32n) | BigInt(header.words[0]!)).toBe(expected);
        },
      ),
    );
  });
});
