/**
 * Readers of the same bytes, each up to typed values: framing with BodyLength and CheckSum, the header, all fields of all
 * entries. A reader is called with a chunk of whole messages and returns how many it has read.
 */
import { createRequire } from 'node:module';
import { load } from '../../harness/build-under-test.mjs';
import { peerFolder } from '../../harness/requirements.mjs';

const PRICE_SCALE = 5;
const SOH = 0x01;

/** Numbers are exact scaled integers, texts stay where they are in the bytes. */
async function bookcast({ validates }) {
  const { MessageFraming } = await load('fix/codec/message-framing.js');
  const { FieldTable } = await load('fix/codec/field-table.js');
  const { scanMessage } = await load('fix/codec/scan-message.js');
  const { readUtcTimestamp, utcParts } = await load('fix/codec/utc-time.js');
  const { validate } = await load('fix/dictionary/validate.js');
  const { dictionaryOf } = await load('fix/dictionary/dictionary-of.js');
  const { EntryGroup } = await load('feed/normalize/fix/entry-group.js');
  const { MarketDataEntry } = await load('feed/normalize/fix/entry.js');
  const { parseScaled } = await load('market/decimal.js');
  const { TAG } = await load('fix/tags.js');
  const dictionary = dictionaryOf('FIX.4.4');
  const table = new FieldTable();
  const group = new EntryGroup();
  const entry = new MarketDataEntry();
  const time = utcParts();
  let count = 0;
  let sum = 0;
  const decimal = (at, scale) => parseScaled(table.bytes, table.starts[at], table.ends[at], scale);
  const readEntries = () => {
    if (!group.begin(table)) throw new Error('the group is not whole');
    for (let from = group.entry(); from >= 0; from = group.entry()) {
      entry.read(table, from, group.nextAfter(table, from));
      sum += decimal(entry.price, PRICE_SCALE) + decimal(entry.quantity, 0) + entry.side;
      if (entry.id >= 0) sum += table.ends[entry.id] - table.starts[entry.id];
    }
  };
  const framing = new MessageFraming({
    message: (bytes, start, end) => {
      if (!scanMessage(table, bytes, start, end)) throw new Error('a field is no tag=value');
      if (validates && validate(table, dictionary) !== undefined) throw new Error('not valid');
      sum += table.integer(TAG.MsgSeqNum);
      const timeAt = table.find(TAG.SendingTime);
      if (!readUtcTimestamp(bytes, table.starts[timeAt], table.ends[timeAt], time))
        throw new Error('no SendingTime');
      const typeAt = table.starts[2];
      const type = bytes[typeAt];
      if (bytes[typeAt + 1] === SOH && (type === 0x57 || type === 0x58)) readEntries();
      count++;
    },
    garbled: (why) => {
      throw new Error(why);
    },
  });
  return (chunk) => {
    count = 0;
    framing.push(chunk);
    if (!(sum > 0)) throw new Error('a value is no number');
    return count;
  };
}

/** What its sessions do with each message, without its check of the fields: sum, then an object with all fields and groups. */
async function jspurefix() {
  const require = createRequire(`${peerFolder('jspurefix')}/package.json`);
  require('reflect-metadata');
  const { dirname } = await import('node:path');
  const folder = dirname(require.resolve('jspurefix/package.json'));
  const { SessionContainer, AsciiParser, DefinitionFactory } = require('jspurefix');
  const { DITokens } = require(`${folder}/dist/runtime/di-tokens`);
  const { makeSessionScope } = require(`${folder}/dist/runtime/session-scope`);
  const system = new SessionContainer();
  system.registerGlobal('error');
  const container = await system.makeSystem(
    require(`${folder}/data/session/test-qf44-initiator.json`),
  );
  const config = container.resolve(DITokens.IJsFixConfig);
  config.definitions = await new DefinitionFactory().getDefinitions('qf44');
  config.delimiter = SOH;
  config.logDelimiter = SOH;
  const scope = makeSessionScope(config);
  const resolve = (token) => scope.sessionContainer.resolve(token);
  const parser = new AsciiParser(
    scope,
    null,
    resolve(DITokens.ParseBuffer),
    resolve(DITokens.maxMessageLen),
  );
  let count = 0;
  parser.on('msg', (_type, view) => {
    if (view.checksum() !== Number(view.getString(10))) throw new Error('CheckSum');
    const object = view.toObject();
    if (object.StandardHeader.MsgSeqNum === undefined) throw new Error('no MsgSeqNum');
    count++;
  });
  return (chunk) => {
    count = 0;
    parser.parseBuffer(chunk, chunk.length);
    return count;
  };
}

const READERS = {
  bookcast: () => bookcast({ validates: false }),
  validated: () => bookcast({ validates: true }),
  jspurefix,
};

export const readerOf = (variant) => READERS[variant]();
