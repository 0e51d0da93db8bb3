/** The policies in force, in the order in which they are tried, and the segments that are learned. */
import type { PolicyRuleView, SegmentView } from '@muster/facts/policy';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fetchPolicies, fetchSegments } from '../api.ts';
import { Age } from '../parts/age.tsx';
import { Grid, type GridColumn } from '../parts/grid.tsx';
import { Outcome } from '../parts/outcome.tsx';

const rules: readonly GridColumn<PolicyRuleView>[] = [
  { id: 'place', header: 'Tried', cell: ({ row }) => row.index + 1 },
  { id: 'name', header: 'Rule', cell: ({ row }) => row.original.name },
  { id: 'findings', header: 'Open findings', cell: ({ row }) => row.original.findings },
  { id: 'match', header: 'Fits', cell: ({ row }) => <Match rule={row.original.rule} /> },
  { id: 'charges', header: 'Says', cell: ({ row }) => <Charges rule={row.original.rule} /> },
];

const segments: readonly GridColumn<SegmentView>[] = [
  { id: 'segment', header: 'Segment', cell: ({ row }) => row.original.segment },
  { id: 'unknown', header: 'Unknown devices', cell: ({ row }) => row.original.unknown },
  {
    id: 'until',
    header: 'Until',
    cell: ({ row: { original } }) => (
      <>
        {original.until.slice(0, 10)}
        {original.isOver && ' (over)'}
      </>
    ),
  },
  { id: 'actor', header: 'By', cell: ({ row }) => row.original.actor },
  { id: 'reason', header: 'Why', cell: ({ row }) => row.original.reason },
  { id: 'since', header: 'Since', cell: ({ row }) => <Age at={row.original.since} /> },
];

export function Policies(): ReactNode {
  const policies = useQuery({
    queryKey: ['policies'],
    queryFn: ({ signal }) => fetchPolicies(signal),
  });
  const learned = useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => fetchSegments(signal),
  });
  return (
    <>
      <h2>Segments that are learned</h2>
      <Outcome query={learned}>
        {({ items }) => (
          <Grid
            caption="Segments that are learned"
            columns={segments}
            rows={items}
            empty="None: what no asset record stands for is rogue everywhere (muster learn SEGMENT)."
          />
        )}
      </Outcome>
      <h2>Rules in force</h2>
      <Outcome query={policies}>
        {({ rules: rows, observerSilent }) => (
          <>
            <p className="quiet">
              For each kind of finding the first rule decides that fits and speaks of it. They are
              edited in the file of muster serve --policies; a collector is silent after{' '}
              {observerSilent.afterHours} hours.
            </p>
            <Grid caption="Rules in force" columns={rules} rows={rows} empty="There are none." />
          </>
        )}
      </Outcome>
    </>
  );
}

function Match({ rule }: { readonly rule: unknown }): ReactNode {
  const { match } = membersOf(rule);
  return match === undefined ? 'everything' : <Members value={match} />;
}

function Charges({ rule }: { readonly rule: unknown }): ReactNode {
  const { match: _, ...charges } = membersOf(rule);
  return <Members value={charges} />;
}

/** One line a member: "rogue: severity high, action isolate". */
function Members({ value }: { readonly value: unknown }): ReactNode {
  return (
    <ul className="proof">
      {Object.entries(membersOf(value)).map(([name, member]) => (
        <li key={name}>
          {name}: {inWords(member)}
        </li>
      ))}
    </ul>
  );
}

function inWords(member: unknown): string {
  if (member === false) return 'none';
  if (Array.isArray(member)) return member.join(', ');
  if (typeof member !== 'object' || member === null) return String(member);
  const parts = Object.entries(member).map(([name, value]) => `${name} ${String(value)}`);
  return parts.length === 0 ? 'yes' : parts.join(', ');
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
