/**
 * Which fields hold data, whose value may contain SOH, and which field in front tells the length. Owns the
 * standard's pairs; a counterparty's own are added. A flat table, because the scanner asks for every field. Any thread.
 */
import { TAG } from '../tags.js';

/** [length, data] */
export type DataFieldPair = readonly [lengthTag: number, dataTag: number];

/** All of 4.2 to 5.0 SP2. */
const STANDARD_PAIRS: readonly DataFieldPair[] = [
  [90, 91],
  [93, 89],
  [TAG.RawDataLength, TAG.RawData],
  [212, 213],
  [348, 349],
  [350, 351],
  [352, 353],
  [354, 355],
  [356, 357],
  [358, 359],
  [360, 361],
  [362, 363],
  [364, 365],
  [445, 446],
  [618, 619],
  [621, 622],
  [1184, 1185],
  [1277, 1278],
  [1280, 1281],
  [1282, 1283],
  [1397, 1398],
  [1401, 1402],
  [1403, 1404],
  [1468, 1469],
];

/** Of tags from here on there are only few, if any, in a list of their own. */
const FLAT_TAGS = 4096;

export class DataFields {
  static readonly STANDARD = new DataFields([]);

  /** By length tag; 0 where the tag is no length of data. */
  readonly dataTags = new Int32Array(FLAT_TAGS);
  readonly #others = new Map<number, number>();

  /** @param own pairs beside the standard's. */
  constructor(own: readonly DataFieldPair[]) {
    for (const [lengthTag, dataTag] of [...STANDARD_PAIRS, ...own]) {
      if (lengthTag < FLAT_TAGS) this.dataTags[lengthTag] = dataTag;
      else this.#others.set(lengthTag, dataTag);
    }
  }

  /** @returns the data's tag, 0 where `lengthTag` is no length of data. */
  dataTagOf(lengthTag: number): number {
    if (lengthTag < FLAT_TAGS) return this.dataTags[lengthTag]!;
    return this.#others.size === 0 ? 0 : (this.#others.get(lengthTag) ?? 0);
  }
}
