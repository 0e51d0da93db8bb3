/**
 * Makers that put the model's name or the orderable part number in another field than others do.
 * Data: a new maker is one entry, with an example it is for.
 */
export interface ModelConvention {
  /** Canonical maker keys (`normalizeVendor`). */
  readonly vendors: readonly string[];
  /** Where the orderable part number stands. */
  readonly partNumberIn: 'productName' | 'sku';
  /** Product Names that are type numbers: the model's name is then in Version. */
  readonly typeNumber?: RegExp;
  readonly example: string;
}

export const modelConventions: readonly ModelConvention[] = [
  {
    vendors: ['hp', 'hpe'],
    partNumberIn: 'sku',
    example: 'Product Name "HP EliteBook 840 G5", SKU Number "3JX61EA#ABU"',
  },
  {
    vendors: ['lenovo', 'ibm'],
    partNumberIn: 'productName',
    typeNumber: /^[0-9A-Z]{4,10}(?:-[0-9A-Z]{3})?$/,
    example: 'Product Name "20BXCTO1WW", Version "ThinkPad T450s"',
  },
];
