/** The example of Kraken's guide "L3 checksum (WebSocket v2)": orders in the order of their queues, best first. */
type Row = readonly [price: string, quantity: string];

const queue = (price: string, ...quantities: string[]): Row[] =>
  quantities.map((quantity) => [price, quantity] as const);

export const L3_EXAMPLE: {
  readonly bids: readonly Row[];
  readonly asks: readonly Row[];
  readonly checksum: number;
} = {
  checksum: 1063832831,
  bids: [
    ...queue('44939.4', '0.88968699', '0.45210000', '0.10000000', '0.14296323'),
    ...queue('44939.4', '0.25000000', '0.10292988', '0.33880000', '1.28140860'),
    ...queue('44937.1', '0.03346877'),
    ...queue('44934.7', '0.35630000'),
    ...queue('44930.2', '0.22734299', '0.01000000', '0.05550000', '0.70000000', '0.15000000'),
    ...queue('44928.0', '0.00105240'),
    ...queue('44919.6', '0.33870000'),
    ...queue('44919.5', '0.07610000'),
    ...queue('44912.0', '0.35630000'),
    ...queue('44909.7', '0.06690000'),
    ...queue('44901.9', '0.00088982'),
  ],
  asks: [
    ...queue('44939.5', '4.52308393', '0.00111261', '0.00100000', '0.01000000'),
    ...queue('44950.0', '0.10334926'),
    ...queue('44953.0', '0.00064537'),
    ...queue('44955.0', '0.00250000'),
    ...queue('44959.6', '0.35630000', '0.35630000'),
    ...queue('44960.1', '0.00338072'),
    ...queue('44960.2', '0.88967575'),
    ...queue('44967.0', '3.14392283'),
    ...queue('44978.5', '0.06778960'),
    ...queue('44979.2', '0.35630000'),
  ],
};
