/** The messages of the fix bench: FIX 4.4 as its dictionary wants them, so that every reader takes them. */

const SOH = '\x01';
export const SYMBOLS = ['EUR/USD', 'GBP/USD', 'USD/JPY', 'AUD/USD'];
const LEVELS = 10;
const ENTRIES_PER_INCREMENTAL = 4;
/** What each chunk comes to, whole messages: as a socket that has much to read hands it over. */
const CHUNK_BYTES = 65_536;
const FIRST_TIME_MS = Date.UTC(2024, 0, 2, 9);

/** @param fields text with `|` for SOH, from 35 on. */
function messageOf(fields) {
  const body = fields.replaceAll('|', SOH);
  const front = Buffer.from(`8=FIX.4.4${SOH}9=${body.length}${SOH}${body}`, 'latin1');
  const sum = front.reduce((total, byte) => total + byte, 0) % 256;
  return Buffer.concat([front, Buffer.from(`10=${String(sum).padStart(3, '0')}${SOH}`)]);
}

const timeOf = (i) =>
  new Date(FIRST_TIME_MS + i).toISOString().replaceAll('-', '').replace('T', '-').slice(0, -1);

const headOf = (type, i) => `35=${type}|34=${i + 1}|49=VENUE|52=${timeOf(i)}|56=BOOKCAST|`;

export const logonAnswer = () => messageOf(`${headOf('A', 0)}98=0|108=30|141=Y|`);

/** Changes to follow it, numbered from 2 on. */
export const changesAfterLogon = (count) =>
  Array.from({ length: count }, (_, i) => messageOf(change(i + 1)));

const size = (i) => String(100_000 * (1 + ((i * 31) % 90)));

/** Entry k of an image: bids first, best first. */
const imageEntry = (k, more) => {
  const isBid = k < LEVELS;
  const px = isBid ? 1.1 - k / 1e5 : 1.1 + (k - LEVELS + 1) / 1e5;
  return `269=${isBid ? 0 : 1}|270=${px.toFixed(5)}|271=${size(k)}|${more}`;
};

const imageOf = (i, entryOf) =>
  `${headOf('W', i)}262=md-1|55=${SYMBOLS[i % SYMBOLS.length]}|268=${2 * LEVELS}|` +
  Array.from({ length: 2 * LEVELS }, (_, k) => entryOf(k)).join('');

const image = (i) => imageOf(i, (k) => imageEntry(k, `346=${k + 1}|`));

/** With what tells entries apart, 278 or 1023: FIX 4.4 does not have them in an image, counterparties do. */
const keyedImage = (i) =>
  imageOf(i, (k) => imageEntry(k, `278=${k + 1}|1023=${(k % LEVELS) + 1}|`));

/** Changes of entries that an image has told, by id: bids get cheaper prices, offers dearer ones, so no book crosses. */
const change = (i) => {
  const entries = Array.from({ length: ENTRIES_PER_INCREMENTAL }, (_, n) => {
    const id = ((i * ENTRIES_PER_INCREMENTAL + n) * 7) % (2 * LEVELS);
    const step = (i * 13 + n) % 500;
    const isBid = id < LEVELS;
    const px = isBid ? 1.1 - step / 1e5 : 1.10001 + step / 1e5;
    return `279=1|269=${isBid ? 0 : 1}|278=${id + 1}|55=${SYMBOLS[i % SYMBOLS.length]}|270=${px.toFixed(5)}|271=${size(i + n)}|`;
  });
  return `${headOf('X', i)}262=md-1|268=${entries.length}|${entries.join('')}`;
};

const request = (i) =>
  `${headOf('V', i)}262=md-${i}|263=1|264=${LEVELS}|265=1|267=2|269=0|269=1|146=2|55=${SYMBOLS[0]}|55=${SYMBOLS[1]}|`;

const session = (i) => {
  const kinds = [
    () => `${headOf('0', i)}`,
    () => `${headOf('1', i)}112=test-${i}|`,
    () => `${headOf('2', i)}7=${i + 1}|16=0|`,
    () => `${headOf('4', i)}123=Y|36=${i + 5}|`,
    () => `${headOf('3', i)}45=${i}|371=${270}|372=X|373=6|58=Incorrect data format for value|`,
  ];
  return kinds[i % kinds.length]();
};

/** Quantities of price levels: a bid or an offer of 20 prices a side. */
const levelChange = (i) => {
  const entries = Array.from({ length: ENTRIES_PER_INCREMENTAL }, (_, n) => {
    const step = (i * 13 + n * 7) % 20;
    const px = n % 2 === 0 ? 1.1 - step / 1e5 : 1.10001 + step / 1e5;
    return `279=1|269=${n % 2}|55=${SYMBOLS[i % SYMBOLS.length]}|270=${px.toFixed(5)}|271=${size(i + n)}|`;
  });
  return `${headOf('X', i)}262=md-1|268=${entries.length}|${entries.join('')}`;
};

const MAKERS = { levelChange, session, request, image, change, keyedImage };

/** The i-th message of a kind. */
const fixMessage = (kind, i) => messageOf(MAKERS[kind](i));

/** An image of each symbol, which the changes are of. */
export const images = () => SYMBOLS.map((_, i) => fixMessage('keyedImage', i));

const ENTRIES = {
  image: 2 * LEVELS,
  keyedImage: 2 * LEVELS,
  change: ENTRIES_PER_INCREMENTAL,
  levelChange: ENTRIES_PER_INCREMENTAL,
};

/** @returns {chunks, messageCount, entryCount} */
export function streamOf(kind, chunkCount) {
  const chunks = [];
  let messageCount = 0;
  let entryCount = 0;
  while (chunks.length < chunkCount) {
    const messages = [];
    for (let bytes = 0; bytes < CHUNK_BYTES; bytes += messages.at(-1).length) {
      messages.push(fixMessage(kind, messageCount++));
      entryCount += ENTRIES[kind] ?? 0;
    }
    chunks.push(Buffer.concat(messages));
  }
  return { chunks, messageCount, entryCount };
}
