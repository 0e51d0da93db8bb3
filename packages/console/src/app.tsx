/** The console's frame: who is signed in, where the page is, whether it is live. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useSyncExternalStore } from 'react';
import { fetchMe, type Me, signOut } from './api.ts';
import { type LiveState, useLive } from './live.ts';
import { AssetPage } from './pages/asset-page.tsx';
import { Assets } from './pages/assets.tsx';
import { CiList } from './pages/ci-list.tsx';
import { CiPage } from './pages/ci-page.tsx';
import { Findings } from './pages/findings.tsx';
import { Imports } from './pages/imports.tsx';
import { Observers } from './pages/observers.tsx';

import { Policies } from './pages/policies.tsx';
import { Queue } from './pages/queue.tsx';
import { CasePage } from './pages/queue-case.tsx';
import { Reports } from './pages/reports.tsx';

import { SignIn } from './pages/sign-in.tsx';
import { Stocktake } from './pages/stocktake.tsx';
import { Stocktakes } from './pages/stocktakes.tsx';
import { formatRoute, parseRoute, type Route } from './route.ts';

export function App(): ReactNode {
  const route = parseRoute(useSyncExternalStore(onHashChange, () => location.hash));
  const me = useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => fetchMe(signal),
    enabled: route.page !== 'sign-in',
  });
  const live = useLive(me.data !== undefined);
  if (route.page === 'sign-in') return <SignIn code={route.code} />;
  if (me.isPending) return null;
  if (me.data === undefined) return <SignIn />;
  return (
    <>
      <Header route={route} me={me.data} live={live} />
      <main>
        <Content route={route} />
      </main>
    </>
  );
}

function Content({ route }: { readonly route: Route }): ReactNode {
  switch (route.page) {
    case 'cis':
      return <CiList q={route.q} />;
    case 'ci':
      return <CiPage id={route.id} />;
    case 'findings':
      return <Findings />;
    case 'queue':
      return <Queue />;
    case 'case':
      return <CasePage id={route.id} />;
    case 'assets':
      return <Assets />;
    case 'asset':
      return <AssetPage id={route.id} />;
    case 'imports':
      return <Imports />;
    case 'stocktakes':
      return <Stocktakes />;
    case 'stocktake':
      return <Stocktake id={route.id} />;
    case 'observers':
      return <Observers />;
    case 'policies':
      return <Policies />;
    case 'reports':
      return <Reports />;
    case 'sign-in':
      return <SignIn code={route.code} />;
  }
}

const LIVE_WORDS: Readonly<Record<LiveState, string>> = {
  connecting: 'connecting…',
  live: 'live',
  cut: 'not live: reconnecting…',
};

/** The list that a page of one thing belongs to. */
const LISTS: Readonly<Record<string, string>> = {
  ci: 'cis',
  asset: 'assets',
  imports: 'assets',
  case: 'queue',
  stocktake: 'stocktakes',
};

function Header(props: {
  readonly route: Route;
  readonly me: Me;
  readonly live: LiveState;
}): ReactNode {
  const client = useQueryClient();
  const leave = () => void signOut().then(() => client.resetQueries({ queryKey: ['me'] }));
  const place = LISTS[props.route.page] ?? props.route.page;
  const entry = (
    page:
      | 'cis'
      | 'findings'
      | 'queue'
      | 'assets'
      | 'stocktakes'
      | 'observers'
      | 'policies'
      | 'reports',
    name: string,
  ) => (
    <a
      href={formatRoute(page === 'cis' ? { page, q: '' } : { page })}
      aria-current={place === page ? 'page' : undefined}
    >
      {name}
    </a>
  );
  return (
    <header>
      <h1>Muster</h1>
      <nav aria-label="Pages">
        {entry('cis', 'CIs')}
        {entry('findings', 'Findings')}
        {entry('queue', 'Queue')}
        {entry('assets', 'Assets')}
        {entry('stocktakes', 'Stocktakes')}
        {entry('observers', 'Observers')}
        {entry('policies', 'Policies')}
        {entry('reports', 'Reports')}
      </nav>
      <span className={`live ${props.live}`} role="status">
        {LIVE_WORDS[props.live]}
      </span>
      <span className="quiet">
        {props.me.user} ({props.me.role})
      </span>
      <button type="button" onClick={leave}>
        Sign out
      </button>
    </header>
  );
}

function onHashChange(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}
