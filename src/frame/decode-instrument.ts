/** Reading instrument frames as a client; cold. Only for frames that verifyFrame accepted. Runs everywhere. */
import type { Instrument } from '../market/instrument.js';
import { asInstrumentId, asLots, asTicks } from '../market/units.js';
import { TableDecoder } from './decode-frame.js';

const INSTRUMENT = 0;
const VENUE = 1;
const SYMBOL = 2;
const PRICE_SCALE = 3;
const QUANTITY_SCALE = 4;
const TICK_SIZE = 5;
const LOT_SIZE = 6;
const DEPTH_LIMIT = 7;

const table = new TableDecoder();
const decoder = new TextDecoder();

function text(slot: number): string {
  const position = table.vector(slot);
  const { view } = table;
  const length = view.getUint32(position, true);
  return decoder.decode(new Uint8Array(view.buffer, view.byteOffset + position + 4, length));
}

/** The instrument of a frame at `at`. Malformed UTF-8 comes out as replacement characters. */
export function decodeInstrument(view: DataView, at: number): Instrument {
  table.bind(view, at);
  return {
    id: asInstrumentId(table.uint32(INSTRUMENT)),
    venue: text(VENUE),
    symbol: text(SYMBOL),
    priceScale: table.uint8(PRICE_SCALE),
    quantityScale: table.uint8(QUANTITY_SCALE),
    tickSize: asTicks(table.int64(TICK_SIZE)),
    lotSize: asLots(table.int64(LOT_SIZE)),
    depthLimit: table.uint32(DEPTH_LIMIT),
  };
}
