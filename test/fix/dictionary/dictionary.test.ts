/** What a dictionary knows, and how a counterparty's own fields and messages are put over it. */
import { describe, expect, it } from 'vitest';
import { DataFields } from '../../../src/fix/codec/data-fields.js';
import { FieldTable } from '../../../src/fix/codec/field-table.js';
import { scanMessage } from '../../../src/fix/codec/scan-message.js';
import { DictionaryError, type Member } from '../../../src/fix/dictionary/definition.js';
import { dictionaryOf } from '../../../src/fix/dictionary/dictionary-of.js';

const FIX42 = dictionaryOf('FIX.4.2');
const FIX44 = dictionaryOf('FIX.4.4');
const FIX50 = dictionaryOf('FIX.5.0SP2');
const namesOf = (members: readonly Member[] = []): string[] =>
  members.map(({ field }) => field.name);

describe('the dictionary of a version', () => {
  it('is made once', () => expect(dictionaryOf('FIX.4.4')).toBe(FIX44));

  it('knows fields by tag and name, with the name of each value', () => {
    expect(FIX44.field(269)).toMatchObject({ name: 'MDEntryType', type: 'char' });
    expect(FIX44.field(269)?.values?.get('1')).toBe('offer');
    expect(FIX44.fieldNamed('MDEntryPx')?.tag).toBe(270);
  });

  it('has the names, values and types of its version', () => {
    expect(FIX42.field(22)?.name).toBe('IDSource');
    expect(FIX44.field(22)?.name).toBe('SecurityIDSource');
    expect(FIX44.field(269)?.values?.has('J')).toBe(false);
    expect(FIX50.field(269)?.values?.has('J')).toBe(true);
    expect(FIX42.field(291)?.type).toBe('char');
    expect(FIX42.field(1023)).toBeUndefined();
  });

  it('names every message of its version', () => {
    expect(FIX44.messageName('W')).toBe('MarketDataSnapshotFullRefresh');
    expect(FIX42.messageName('D')).toBe('NewOrderSingle');
    expect(FIX42.messageName('y')).toBeUndefined();
    expect(FIX50.message('BK')?.name).toBe('SecurityListUpdateReport');
  });

  it('has groups with the delimiter first, also within groups', () => {
    expect(namesOf(FIX44.groupOf('X', 268)).slice(0, 3)).toEqual([
      'MDUpdateAction',
      'DeleteReason',
      'MDEntryType',
    ]);
    expect(namesOf(FIX44.groupOf('X', 454))).toEqual(['SecurityAltID', 'SecurityAltIDSource']);
    expect(namesOf(FIX44.groupOf('W', 627))).toEqual(['HopCompID', 'HopSendingTime', 'HopRefID']);
    expect(FIX44.groupOf('0', 268)).toBeUndefined();
  });

  it('pairs each data field with its length, as the scanner does', () => {
    expect(FIX44.dataFieldPairs()).toContainEqual([95, 96]);
    expect(FIX44.dataFieldPairs()).toContainEqual([93, 89]);
    for (const dictionary of [FIX42, FIX44, FIX50]) {
      const data = [...dictionary.fields.values()].filter(({ type }) => /data$/.test(type));
      expect(dictionary.dataFieldPairs()).toHaveLength(data.length);
      for (const [length, tag] of dictionary.dataFieldPairs())
        expect(DataFields.STANDARD.dataTagOf(length), String(tag)).toBe(tag);
    }
  });

  it('hands a counterparty’s data fields to the scanner', () => {
    const own = FIX44.with({ fields: '7001 BlobLength length; 7002 Blob data' });
    const bytes = Buffer.from('7001=3\x017002=a\x01b\x0158=c\x01', 'latin1');
    const table = new FieldTable();
    expect(scanMessage(table, bytes, 0, bytes.length, own.dataFields)).toBe(true);
    expect(table.text(7002)).toBe('a\x01b');
    expect(scanMessage(table, bytes, 0, bytes.length, FIX44.dataFields)).toBe(false);
  });
});

describe('a counterparty’s own', () => {
  const own = FIX44.with({
    fields: `
      # comments are allowed
      20003 Precision string P0=highest R0=raw
      269 + J=empty-book
      461 *
      1140 MaxTradeVol qty`,
    messages: `
message V: Precision! MDReqID?
message y: NoRelatedSym(MaxTradeVol)
message U1 OwnMessage: MDReqID! NoMDEntries(MDEntryType
    MDEntryPx)`,
  });

  it('fields, values, messages and fields of groups are added', () => {
    expect(own.field(20003)?.values?.get('P0')).toBe('highest');
    expect(own.field(269)?.values?.size).toBe(FIX44.field(269)!.values!.size + 1);
    expect(own.message('V')?.members.at(-1)).toMatchObject({
      field: { tag: 20003 },
      isRequired: true,
    });
    expect(namesOf(own.groupOf('y', 146)).at(-1)).toBe('MaxTradeVol');
    expect(namesOf(own.groupOf('U1', 268))).toEqual(['MDEntryType', 'MDEntryPx']);
    expect(own.messageName('U1')).toBe('OwnMessage');
  });

  it('a required field is made optional in its place', () => {
    expect(FIX44.message('V')?.members[0]).toMatchObject({ field: { tag: 262 }, isRequired: true });
    expect(own.message('V')?.members[0]).toMatchObject({ field: { tag: 262 }, isRequired: false });
  });

  it('the standard stays as it is', () => {
    expect(FIX44.field(20003)).toBeUndefined();
    expect(FIX44.message('U1')).toBeUndefined();
    expect(namesOf(FIX44.groupOf('y', 146))).not.toContain('MaxTradeVol');
  });

  it.each([
    [{ fields: 'x Name int' }, '"x" is no tag'],
    [{ fields: '0 Name int' }, '"0" is no tag'],
    [{ fields: '5000 Na-me int' }, '"Na-me" is no field name'],
    [{ fields: '5000 Name integer' }, '"integer" is none of the types'],
    [{ fields: '5000 Name int one' }, '"one" should be VALUE=NAME'],
    [{ fields: '5000 + 1=one' }, 'tag 5000 is unknown'],
    [{ messages: 'message V: Nothing' }, '"Nothing" is no known field'],
    [{ messages: 'message V: +Nothing' }, 'block "Nothing" is not known'],
    [{ messages: 'message U1: Symbol' }, 'message U1 is new'],
    [{ messages: 'message U1 Own: NoMDEntries(Symbol' }, 'the ")" of group NoMDEntries is missing'],
    [{ messages: 'message U1 Own: NoMDEntries()' }, 'group NoMDEntries is empty'],
    [{ messages: 'message U1 Own: Symbol)' }, 'a ")" without "("'],
    [{ messages: 'massage V: Symbol' }, 'expected "header:"'],
  ])('%j is refused with its line', (overlay, why) => {
    expect(() => FIX44.with(overlay)).toThrow(DictionaryError);
    expect(() => FIX44.with(overlay)).toThrow(why);
  });
});
