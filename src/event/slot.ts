/**
 * The memory map of one event. Owns every byte offset inside a slot; must never be indexed by
 * anyone but the codecs of this folder. Written by a feed thread, read by lanes.
 *
 *   byte  0        1        2        3        4        5        6        7
 *      0  [ type  ][ flags ][ side  ][ aux   ][ instrument id, u32                ]
 *      8  [ source sequence, f64, safe integer, -1 where the venue has none       ]
 *     16  [ received stamp, f64, monotonic ns since the run base                  ]
 *     24  [ venue time low, u32               ][ venue time high, u32             ]  wall ns, 0:0 unknown
 *     32  [ price, f64, Ticks                                                     ]  or checksum, or bid price
 *     40  [ quantity, f64, Lots                                                   ]  or bid quantity
 *     48  [ id low, u32                       ][ id high, u32                     ]  order, trade; or ask price f64
 *     56  [ id2 low, u32                      ][ id2 high, u32                    ]  new order, match; or ask quantity f64
 *     64
 *
 * Every word has one writer, the feed thread that owns the ring. Plain stores: the ring's publish
 * orders them. A Float64 cannot tear here because a reader touches a slot only between the writer's
 * atomic publish and the reader's own atomic release.
 */

export const SLOT_BYTES = 64;

export const SLOT = {
  TYPE: 0,
  FLAGS: 1,
  SIDE: 2,
  AUX: 3,
  INSTRUMENT: 4,
  SOURCE_SEQUENCE: 8,
  RECEIVED_NS: 16,
  VENUE_TIME_LOW: 24,
  VENUE_TIME_HIGH: 28,
  PRICE: 32,
  QUANTITY: 40,
  ID_LOW: 48,
  ID_HIGH: 52,
  ID2_LOW: 56,
  ID2_HIGH: 60,
  /** Second pair of a verify event. */
  PRICE2: 48,
  QUANTITY2: 56,
} as const;

/** Views over one and the same ring memory; offsets are bytes from its start, multiples of 64. */
export interface SlotViews {
  readonly u8: Uint8Array;
  readonly u32: Uint32Array;
  readonly f64: Float64Array;
}

/** Views over plain memory, for tests and offline tools. */
export function slotViewsOf(
  buffer: ArrayBufferLike,
  byteOffset = 0,
  byteLength?: number,
): SlotViews {
  const bytes = byteLength ?? buffer.byteLength - byteOffset;
  return {
    u8: new Uint8Array(buffer, byteOffset, bytes),
    u32: new Uint32Array(buffer, byteOffset, bytes >> 2),
    f64: new Float64Array(buffer, byteOffset, bytes >> 3),
  };
}
