/**
 * Which symbols were subscribed to, as far as our own requests tell. While nothing is known, as in a
 * capture that has no requests, every symbol may come. Bounded; beyond the limit everything may.
 */
export class AdmittedSymbols {
  private readonly symbols = new Set<string>();
  private everything = false;

  constructor(private readonly symbolLimit: number) {}

  add(symbol: string): void {
    if (this.symbols.size >= this.symbolLimit) this.everything = true;
    else this.symbols.add(symbol);
  }

  admits(symbol: string): boolean {
    return this.everything || this.symbols.size === 0 || this.symbols.has(symbol);
  }
}
