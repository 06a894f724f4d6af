import { describe, expect, test } from 'vitest';
import { BELL, BELL_BYTES } from '../../src/ring/doorbell.js';
import {
  BYTE_QUEUE_HEAD,
  BYTE_QUEUE_HEAD_BYTES,
  QUEUE_RECORD,
  QUEUE_RECORD_HEAD_BYTES,
} from '../../src/ring/byte-queue.js';
import {
  allocateEventRing,
  EVENT_SLOT_BYTES,
  EVENT_STAMP_BYTES,
  mapEventRing,
  scratchSlotOffset,
  stampsOffset,
  eventUnitBytes,
} from '../../src/ring/event-ring-layout.js';
import { RECORD, RECORD_HEAD_BYTES } from '../../src/ring/frame-ring-layout.js';
import { INTEREST_HEAD, INTEREST_HEAD_BYTES } from '../../src/ring/interest.js';
import { NEWEST, NEWEST_BYTES } from '../../src/ring/newest-sequence.js';
import { RECORD_LOG_HEAD, RECORD_LOG_HEAD_BYTES } from '../../src/ring/record-log.js';
import {
  CURSOR_LINE_BYTES,
  READER_LINE,
  READER_LINE_BYTES,
  RING_HEAD,
  RING_HEAD_BYTES,
} from '../../src/ring/ring-layout.js';
import { SHARED_WORD, SHARED_WORD_BYTES } from '../../src/ring/shared-words.js';
import { constantName, readDrawnMaps } from './memory-map.js';

const MAPS = [
  {
    file: 'src/ring/ring-layout.ts',
    title: 'ring head',
    constants: RING_HEAD,
    bytes: RING_HEAD_BYTES,
  },
  {
    file: 'src/ring/ring-layout.ts',
    title: 'reader line',
    constants: READER_LINE,
    bytes: READER_LINE_BYTES,
  },
  {
    file: 'src/ring/frame-ring-layout.ts',
    title: 'record',
    constants: RECORD,
    bytes: RECORD_HEAD_BYTES,
  },
  { file: 'src/ring/doorbell.ts', title: 'bell', constants: BELL, bytes: BELL_BYTES },
  {
    file: 'src/ring/shared-words.ts',
    title: 'shared words',
    constants: SHARED_WORD,
    bytes: SHARED_WORD_BYTES,
  },
  {
    file: 'src/ring/newest-sequence.ts',
    title: 'newest sequences',
    constants: NEWEST,
    bytes: NEWEST_BYTES,
  },
  {
    file: 'src/ring/interest.ts',
    title: 'interest head',
    constants: INTEREST_HEAD,
    bytes: INTEREST_HEAD_BYTES,
  },
  {
    file: 'src/ring/record-log.ts',
    title: 'record log head',
    constants: RECORD_LOG_HEAD,
    bytes: RECORD_LOG_HEAD_BYTES,
  },
  {
    file: 'src/ring/byte-queue.ts',
    title: 'byte queue',
    constants: BYTE_QUEUE_HEAD,
    bytes: BYTE_QUEUE_HEAD_BYTES,
  },
  {
    file: 'src/ring/byte-queue.ts',
    title: 'queue record',
    constants: QUEUE_RECORD,
    bytes: QUEUE_RECORD_HEAD_BYTES,
  },
];

describe('the memory maps drawn above the constants', () => {
  test.each(MAPS)(
    '$title is drawn as the constants have it',
    ({ file, title, constants, bytes }) => {
      const map = readDrawnMaps(file).find((drawn) => drawn.title === title);
      expect(map, `no drawing of ${title}`).toBeDefined();
      const drawn = Object.fromEntries(
        Object.entries(map!.offsets).map(([name, offset]) => [constantName(name), offset]),
      );
      expect(drawn).toEqual(constants);
      expect(map!.bytes).toBe(bytes);
    },
  );

  test('every word names the one that writes it', () => {
    for (const { file, title } of MAPS) {
      const map = readDrawnMaps(file).find((drawn) => drawn.title === title)!;
      for (const [name, writer] of Object.entries(map.writers)) {
        expect(writer, `${title}: ${name}`).not.toBe('');
      }
    }
  });

  test('words of different writers never share a cursor line', () => {
    for (const title of ['ring head', 'reader line', 'bell']) {
      const { file } = MAPS.find((map) => map.title === title)!;
      const map = readDrawnMaps(file).find((drawn) => drawn.title === title)!;
      const writerOfLine = new Map<number, string>();
      for (const [name, offset] of Object.entries(map.offsets)) {
        // A parked word is written by its sleeper and, for its death, beside it by the supervisor.
        const writer =
          name === 'attachment' || name === 'parked' ? 'the reader' : map.writers[name]!;
        const line = Math.floor(offset / CURSOR_LINE_BYTES);
        expect(writerOfLine.get(line) ?? writer, `${title}: ${name}`).toBe(writer);
        writerOfLine.set(line, writer);
      }
    }
  });

  test('the slots, the scratch slot and the stamps of an event ring follow each other as drawn', () => {
    const slotCount = 32;
    const buffer = allocateEventRing(slotCount, 3);
    const unitsAt = RING_HEAD_BYTES + 3 * READER_LINE_BYTES;
    const memory = mapEventRing(buffer);
    expect(memory.views.u8.byteOffset).toBe(unitsAt);
    expect(scratchSlotOffset(slotCount)).toBe(64 * slotCount);
    expect(stampsOffset(slotCount)).toBe(64 * slotCount + EVENT_SLOT_BYTES);
    expect(memory.stamps.byteOffset).toBe(unitsAt + 64 * slotCount + 64);
    expect(eventUnitBytes(slotCount)).toBe((64 + EVENT_STAMP_BYTES) * slotCount + 64);
    expect(buffer.byteLength).toBe(unitsAt + 72 * slotCount + 64);
  });
});
