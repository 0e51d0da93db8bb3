/** What the lab's owner has on record: the segment's devices, except the rogue. */

export interface LabAsset {
  readonly tag: string;
  readonly serial: string;
  readonly vendor: string;
  readonly model: string;
}

const COLUMNS = ['tag', 'serial', 'vendor', 'model', 'state', 'owner', 'site'] as const;

/** The file that `muster import --as csv` takes. */
export function formatAssets(assets: readonly LabAsset[]): string {
  const rows = assets.map((asset): readonly string[] => {
    const row: Readonly<Record<(typeof COLUMNS)[number], string>> = {
      ...asset,
      state: 'deployed',
      owner: 'Facilities',
      site: 'Lab',
    };
    return COLUMNS.map((column) => quote(row[column]));
  });
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** RFC 4180: quotes where a comma, a quote or a line break needs them. */
function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
