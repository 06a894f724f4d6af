/**
 * What we call an instrument and what the counterparty calls it, in 55 or 48: from the source's options and from the
 * counterparty's list. Where nobody says, both are one. Cold.
 */
import type { ListedInstrument } from './instruments.js';
import type { FixProfile } from './profile.js';

export class InstrumentNames {
  private readonly wireByName = new Map<string, string>();
  private readonly nameByWire = new Map<string, string>();

  constructor(private readonly profile: FixProfile) {
    for (const pair of profile.names === '' ? [] : profile.names.split(',')) {
      const [name, wire] = pair.split(':') as [string, string];
      this.put(name, wire);
    }
  }

  /** A name that nobody has told is the counterparty's own. */
  wireOf(name: string): string {
    return this.wireByName.get(name) ?? this.wireByName.get(bare(name)) ?? name;
  }

  nameOf(wire: string): string {
    return this.nameByWire.get(wire) ?? wire;
  }

  isTold(name: string): boolean {
    return this.wireByName.has(name) || this.wireByName.has(bare(name));
  }

  /** `wanted` may be written with a slash that the counterparty's list does not have. */
  learn({ symbol, securityId, name }: ListedInstrument, wanted: readonly string[]): string {
    const wire = this.profile.instrument === 'security-id' ? securityId : symbol;
    if (wire === undefined) return symbol;
    const theirs = name ?? symbol;
    const known = this.nameByWire.get(wire);
    const ours =
      known ?? wanted.find((each) => [theirs, wire].some((one) => bare(each) === bare(one)));
    this.put(ours ?? theirs, wire);
    return ours ?? theirs;
  }

  private put(name: string, wire: string): void {
    this.wireByName.set(name, wire);
    this.wireByName.set(bare(name), wire);
    this.nameByWire.set(wire, name);
  }
}

const bare = (name: string): string => name.replaceAll('/', '');
