/**
 * Makers whose label serial does not fit the 13 characters of EDID and is spread over text and
 * number. Data: a new maker is one entry with the evidence.
 */
export interface SerialConvention {
  readonly manufacturerIds: readonly string[];
  readonly textPattern: RegExp;
  /** The serial of the label from both parts; undefined when the number is missing. */
  readonly complete: (text: string, number: number | undefined) => string | undefined;
  readonly evidence: string;
}

export const serialConventions: readonly SerialConvention[] = [
  {
    manufacturerIds: ['ACR', 'API', 'GWY', 'PKB'],
    textPattern: /^[0-9A-Z]{12}$/,
    complete: (text, number) =>
      number === undefined
        ? undefined
        : `${text.slice(0, 8)}${number.toString(16).padStart(8, '0')}${text.slice(8)}`.toUpperCase(),
    evidence: 'the label has 22 characters: ET, eight of the text, the number in hex, four more',
  },
];
