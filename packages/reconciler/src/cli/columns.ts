/** Which members of the API's objects a table or a CSV shows, under which headings. */
import type { Item } from './client.ts';

export interface Column {
  readonly header: string;
  readonly member: string;
  /** Shown in tables too; a CSV has every column. */
  readonly isBrief: boolean;
  /** In a table; as it is else. */
  readonly say?: (value: unknown) => string;
}

export type Listing =
  | 'cis'
  | 'assets'
  | 'findings'
  | 'import-reviews'
  | 'imports'
  | 'observers'
  | 'queue';

export const COLUMNS: Readonly<Record<Listing, readonly Column[]>> = {
  cis: [
    full('id'),
    brief('class'),
    brief('vendor'),
    brief('model'),
    brief('serial'),
    brief('hostname'),
    full('firmware'),
    brief('macs'),
    full('addresses'),
    full('sources'),
    brief('assetTag', 'asset'),
    brief('findings'),
    full('presence'),
    full('firstSeenAt'),
    brief('lastSeenAt', 'last seen (UTC)'),
  ],
  assets: [
    full('id'),
    brief('tag'),
    brief('serial'),
    brief('vendor'),
    brief('model'),
    brief('state'),
    brief('owner'),
    brief('custodian'),
    brief('site'),
    full('purchasedOn'),
    full('technicalOwner'),
    full('location'),
    full('supplier'),
    full('orderNumber'),
    full('price'),
    full('warrantyUntil'),
    full('supportUntil'),
    full('fields'),
    brief('ciId', 'linked to'),
  ],
  findings: [
    full('id'),
    brief('kind'),
    brief('severity'),
    full('state'),
    brief('subject'),
    brief('reason'),
    full('evidence'),
    brief('action', 'proposed'),
    full('riskTier'),
    full('likelyKind'),
    full('place'),
    full('firstSeenAt'),
    full('rule'),
    full('ciId'),
    full('assetId'),
    full('observerId'),
    brief('openedAt', 'opened (UTC)'),
    full('resolvedAt'),
    full('assignee'),
    full('dueAt'),
    full('exceptedUntil'),
    full('riskOwner'),
  ],
  'import-reviews': [
    brief('id'),
    full('importId'),
    full('line'),
    brief('row', 'it says', sayRow),
    brief('reason'),
    brief('candidates', 'may be', sayIds),
  ],
  imports: [
    brief('id'),
    brief('at', 'at (UTC)'),
    brief('actor'),
    brief('file', 'file', (file) => String(membersOf(file).name ?? '')),
    full('mode'),
    brief('counts', 'rows', sayCounts),
    brief('openReviews', 'to review'),
    brief('undone', 'undone by', (undone) => String(membersOf(undone).actor ?? '')),
  ],
  queue: [
    brief('id'),
    brief('kind'),
    brief('severity'),
    full('state'),
    brief('subject'),
    brief('reason'),
    full('evidence'),
    full('ciId'),
    full('assetId'),
    full('observerId'),
    brief('assignee', 'owner'),
    brief('dueAt', 'due (UTC)'),
    brief('overdue'),
    brief('ageHours', 'age (h)'),
    full('openedAt'),
    full('escalatedAt'),
    full('exceptedUntil'),
    full('riskOwner'),
  ],
  observers: [
    brief('id'),
    brief('kind'),
    brief('name'),
    brief('version'),
    brief('connected'),
    brief('revoked'),
    brief('sources'),
    brief('lost'),
    full('enrolledAt'),
    brief('lastSeenAt', 'last seen (UTC)'),
  ],
};

function full(member: string): Column {
  return { header: member, member, isBrief: false };
}

function brief(member: string, header: string = member, say?: Column['say']): Column {
  return { header, member, isBrief: true, ...(say && { say }) };
}

/** "3 create, 1 review" */
export function sayCounts(counts: unknown): string {
  const said = Object.entries(membersOf(counts)).map(([what, count]) => `${String(count)} ${what}`);
  return said.length === 0 ? 'none' : said.join(', ');
}

function sayRow(row: unknown): string {
  const { line: _, ...said } = membersOf(row);
  return Object.entries(said)
    .map(([name, value]) => (name === 'fields' ? sayRow(value) : `${name}=${String(value)}`))
    .join(' ');
}

function sayIds(items: unknown): string {
  return Array.isArray(items) ? items.map((each) => String(membersOf(each).id)).join(' ') : '';
}

/** Nothing of what is no object. */
export function membersOf(value: unknown): Item {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Absent is empty; a list is its items. */
export function cellOf(item: Item, { member }: Column): string {
  const value = item[member];
  if (value === undefined || value === null) return '';
  if (Array.isArray(value) && !value.some((each) => typeof each === 'object')) {
    return value.map(String).join(' ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** More of a list than this is looked up, not read in a table. */
const LISTED_MAX = 2;

/** As `cellOf`, for a glance: long lists are counted, times are in UTC to the second. */
export function briefCellOf(item: Item, column: Column): string {
  const value = item[column.member];
  if (column.say !== undefined) return column.say(value);
  if (Array.isArray(value) && value.length > LISTED_MAX) {
    const more = value.length - LISTED_MAX;
    return `${value.slice(0, LISTED_MAX).map(String).join(' ')} +${more}`;
  }
  const time = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})\.\d{3}Z$/.exec(String(value));
  return time === null ? cellOf(item, column) : `${time[1]} ${time[2]}`;
}
