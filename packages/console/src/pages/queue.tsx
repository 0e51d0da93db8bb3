/** What waits for people, what is due first at the top; many can be dealt with at once. */
import type { QueueItem } from '@muster/facts/desk';
import { FINDING_KINDS } from '@muster/facts/inventory';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { fetchQueue, NOBODY, type QueueFilter } from '../api-queue.ts';
import { Age } from '../parts/age.tsx';
import { FindingBadge } from '../parts/badge.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';
import { formatRoute } from '../route.ts';
import { ActOn, Assign, Except, Reopen, textOf } from './queue-acts.tsx';

const ALL: QueueFilter = { state: 'open', kind: '', owner: '', overdue: false };

export function Queue(): ReactNode {
  const [filter, setFilter] = useState(ALL);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const query = useQuery({
    queryKey: ['queue', filter],
    queryFn: ({ signal }) => fetchQueue(filter, signal),
    placeholderData: (before) => before,
  });
  const change = (next: QueueFilter) => {
    setFilter(next);
    setChosen(new Set());
  };
  return (
    <>
      <Filters filter={filter} onChange={change} />
      <Outcome query={query}>
        {({ items, total }) => {
          // What left the list meanwhile is not acted on.
          const findings = items.map(({ id }) => id).filter((id) => chosen.has(id));
          return (
            <>
              <Bulk filter={filter} findings={findings} />
              <Choice items={items} total={total} chosen={findings} onChoose={setChosen} />
            </>
          );
        }}
      </Outcome>
    </>
  );
}

function Filters({
  filter,
  onChange,
}: {
  readonly filter: QueueFilter;
  readonly onChange: (filter: QueueFilter) => void;
}): ReactNode {
  return (
    <search>
      <form onSubmit={(event) => event.preventDefault()}>
        <select
          aria-label="State"
          value={filter.state}
          onChange={({ target }) =>
            onChange({ ...filter, state: target.value === 'excepted' ? 'excepted' : 'open' })
          }
        >
          <option value="open">open</option>
          <option value="excepted">excepted</option>
        </select>
        <select
          aria-label="Kind"
          value={filter.kind}
          onChange={({ target }) => onChange({ ...filter, kind: target.value })}
        >
          <option value="">all kinds</option>
          {FINDING_KINDS.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
        <input
          aria-label="Owner"
          placeholder={`whose: a name, or ${NOBODY}`}
          defaultValue={filter.owner}
          onBlur={({ target }) => onChange({ ...filter, owner: target.value.trim() })}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Enter') onChange({ ...filter, owner: currentTarget.value.trim() });
          }}
        />
        <label>
          <input
            type="checkbox"
            checked={filter.overdue}
            onChange={({ target }) => onChange({ ...filter, overdue: target.checked })}
          />{' '}
          overdue
        </label>
      </form>
    </search>
  );
}

function Bulk({
  filter,
  findings,
}: {
  readonly filter: QueueFilter;
  readonly findings: readonly string[];
}): ReactNode {
  return (
    <details open={findings.length > 0}>
      <summary>
        {findings.length === 0 ? 'Choose findings to deal with' : `${findings.length} chosen`}
      </summary>
      <Assign findings={findings} />
      {filter.state === 'excepted' ? (
        <Reopen findings={findings} />
      ) : (
        <>
          <Except findings={findings} />
          <ActOn
            label="Resolve as proposed"
            findings={findings}
            read={(form) => ({
              act: 'resolve',
              resolution: { kind: 'proposed' },
              reason: textOf(form, 'reason'),
            })}
          />
        </>
      )}
    </details>
  );
}

function Choice({
  items,
  total,
  chosen,
  onChoose,
}: {
  readonly items: readonly QueueItem[];
  readonly total: number;
  readonly chosen: readonly string[];
  readonly onChoose: (chosen: ReadonlySet<string>) => void;
}): ReactNode {
  const isAll = items.length > 0 && chosen.length === items.length;
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  const columns: readonly GridColumn<QueueItem>[] = [
    {
      id: 'chosen',
      header: '',
      cell: ({ row: { original } }) => (
        <input
          type="checkbox"
          aria-label={`Choose ${original.id}`}
          checked={chosen.includes(original.id)}
          onChange={() => toggle(original.id)}
        />
      ),
    },
    ...COLUMNS,
  ];
  return (
    <>
      <p className="quiet">
        <label>
          <input
            type="checkbox"
            checked={isAll}
            onChange={() => onChoose(new Set(isAll ? [] : items.map(({ id }) => id)))}
          />{' '}
          all shown
        </label>{' '}
        {items.length} of {total}
      </p>
      <Grid caption="Queue" columns={columns} rows={items} empty="Nothing waits." />
    </>
  );
}

const COLUMNS: readonly GridColumn<QueueItem>[] = [
  { id: 'kind', header: 'Finding', cell: ({ row }) => <FindingBadge kind={row.original.kind} /> },
  {
    id: 'subject',
    header: 'About',
    cell: ({ row: { original } }) => (
      <a href={formatRoute({ page: 'case', id: original.id })}>{original.subject}</a>
    ),
  },
  { id: 'reason', header: 'Why', cell: ({ row }) => row.original.reason },
  { id: 'owner', header: 'Owner', cell: ({ row }) => row.original.assignee ?? '' },
  { id: 'due', header: 'Due', cell: ({ row }) => <Due item={row.original} /> },
  { id: 'since', header: 'Since', cell: ({ row }) => <Age at={row.original.openedAt} /> },
];

/** Its day; an exception's is the one on which it ends. */
export function Due({ item }: { readonly item: QueueItem }): ReactNode {
  const at = item.state === 'excepted' ? item.exceptedUntil : item.dueAt;
  if (at === undefined) return null;
  return (
    <>
      <time dateTime={at} title={at}>
        {at.slice(0, 10)}
      </time>{' '}
      {item.overdue && <span className="badge loud">overdue</span>}
      {item.escalatedAt !== undefined && <span className="badge warn">passed on</span>}
    </>
  );
}
