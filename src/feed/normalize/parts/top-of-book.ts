/** Best bid and ask as a venue tells them beside its book, at one of the book's update ids. */
export interface TopOfBook {
  readonly updateId: number;
  /** Scaled; quantity 0 says that the side is empty, -1 that the venue told the price alone. */
  readonly bidPrice: number;
  readonly bidQuantity: number;
  readonly askPrice: number;
  readonly askQuantity: number;
}
