/**
 * Makers that put the model's name or the orderable part number in another field than others do.
 * Data: a new maker is one entry, with the examples it is for.
 */
export interface ModelConvention {
  /** Canonical maker keys (`normalizeVendor`). */
  readonly vendors: readonly string[];
  /** SKU Number is the orderable part number. */
  readonly hasPartNumberInSku?: true;
  /** What a type number looks like: where Product Name is one, the name is in Version. */
  readonly typeNumber?: RegExp;
  /** A Version that starts so is the name, whatever Product Name says. */
  readonly nameInVersion?: RegExp;
  /** The type number behind the name within Product Name: the groups are name and number. */
  readonly numberBehindName?: RegExp;
  readonly examples: readonly string[];
}

export const modelConventions: readonly ModelConvention[] = [
  {
    vendors: ['hp', 'hpe', 'hewlett-packard', 'hewlett packard enterprise'],
    hasPartNumberInSku: true,
    examples: ['Product Name "HP EliteBook 840 G5", SKU Number "3JX61EA#ABU"'],
  },
  {
    vendors: ['lenovo', 'ibm'],
    typeNumber: /^\d{2}[0-9A-Z]{2}[-0-9A-Z,]{0,12}$/,
    nameInVersion: /^(?:lenovo (?!product\b)\S|think[a-z]|idea[a-z]|yoga\b|legion\b)/i,
    numberBehindName: /^(.+?)\s*-\[([0-9A-Z]{4,10})\]-$/,
    examples: [
      'Product Name "20BXCTO1WW", Version "ThinkPad T450s"',
      'Product Name "HuronRiver Platform", Version "Lenovo B570e" (but not "Lenovo Product")',
      'Product Name "ThinkServer TS140", Version "70A0S06500"',
      'Product Name "System x3550 M3 -[2145CG8]-", Version "00"',
    ],
  },
];
