/** What QuickFIX's C++ headers (Debian: libquickfix-dev) say of fields, values and messages; read as text. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HEADERS = '/usr/include/quickfix';

/** For `describe.skipIf`. */
export function headersMissing(): boolean {
  const missing = !existsSync(join(HEADERS, 'FixValues.h'));
  if (missing) console.warn(`skipped: no QuickFIX headers in ${HEADERS} (package libquickfix-dev)`);
  return missing;
}

const linesOf = (name: string): string[] => readFileSync(join(HEADERS, name), 'utf8').split('\n');

/** Tag of each field, over all versions. */
export function fieldNumbers(): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const line of linesOf('FixFieldNumbers.h')) {
    const [, name, tag] = /const int (\w+) = (\d+);/.exec(line) ?? [];
    if (name !== undefined) numbers.set(name, Number(tag));
  }
  return numbers;
}

/** `PRICE` and so on of each field. */
export function fieldTypes(): Map<string, string> {
  const types = new Map<string, string>();
  for (const line of linesOf('FixFields.h')) {
    const [, type, name] = /DEFINE_(\w+)\((\w+)\);/.exec(line) ?? [];
    if (name !== undefined) types.set(name, type!);
  }
  return types;
}

/** Values of each field, over all versions. */
export function fieldValues(): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>();
  for (const line of linesOf('FixValues.h')) {
    const [, name, value] =
      /const \w+ ([A-Za-z0-9]+)_\w+?(?:\[\])? = ['"]?(.*?)['"]?;/.exec(line) ?? [];
    if (name === undefined) continue;
    const known = values.get(name) ?? new Set<string>();
    values.set(name, known.add(value!.trim()));
  }
  return values;
}

export interface HeaderMessage {
  readonly msgType: string;
  /** `NoMDEntries/MDEntryPx`, groups in front. */
  readonly paths: ReadonlySet<string>;
  /** By the path of a group's count field: tags of an entry in order. */
  readonly orders: ReadonlyMap<string, readonly number[]>;
}

/** @param folder `fix44`, `fixt11` … */
export function headerMessage(folder: string, name: string): HeaderMessage {
  const paths = new Set<string>();
  const orders = new Map<string, readonly number[]>();
  const groups: string[] = [];
  let msgType = '';
  for (const line of linesOf(join(folder, `${name}.h`))) {
    msgType = /FIX::MsgType\("(\w+)"\)/.exec(line)?.[1] ?? msgType;
    const group = /class (\w+): public FIX::Group/.exec(line)?.[1];
    if (group !== undefined) groups.push(group);
    const order = /FIX::message_order\(([\d,]+),0\)/.exec(line)?.[1];
    if (order !== undefined) orders.set(groups.join('/'), order.split(',').map(Number));
    const field = /^\s*FIELD_SET\(\*this, FIX::(\w+)\)/.exec(line)?.[1];
    if (field !== undefined) paths.add([...groups, field].join('/'));
    if (/^\s*};/.test(line)) groups.pop();
  }
  return { msgType, paths, orders };
}
