/** Where the page is: the part of the address behind `#`, parsed and formatted in one place. */
export type Route =
  | { readonly page: 'cis'; readonly q: string }
  | { readonly page: 'ci'; readonly id: string }
  | { readonly page: 'findings' }
  | { readonly page: 'queue' }
  /** A finding in the queue. */
  | { readonly page: 'case'; readonly id: string }
  | { readonly page: 'assets' }
  /** By its tag or its id. */
  | { readonly page: 'asset'; readonly id: string }
  | { readonly page: 'imports' }
  | { readonly page: 'stocktakes' }
  | { readonly page: 'stocktake'; readonly id: string }
  | { readonly page: 'observers' }
  | { readonly page: 'policies' }
  | { readonly page: 'reports' }
  | { readonly page: 'sign-in'; readonly code: string };

/** Pages of one thing, by the list it is on. */
const SINGLE: Readonly<Record<string, 'asset' | 'case' | 'stocktake'>> = {
  assets: 'asset',
  queue: 'case',
  stocktakes: 'stocktake',
};

export function parseRoute(hash: string): Route {
  const text = hash.replace(/^#\/?/, '');
  if (text.startsWith('code=')) return { page: 'sign-in', code: text.slice('code='.length) };
  const [path = '', search = ''] = text.split('?', 2);
  const [page, id] = path.split('/');
  if (page === 'cis' && id !== undefined && id !== '') {
    return { page: 'ci', id: decodeURIComponent(id) };
  }
  const one = page === undefined ? undefined : SINGLE[page];
  if (one !== undefined && id !== undefined && id !== '') {
    return { page: one, id: decodeURIComponent(id) };
  }
  if (
    page === 'findings' ||
    page === 'queue' ||
    page === 'assets' ||
    page === 'imports' ||
    page === 'stocktakes' ||
    page === 'observers'
  )
    return { page };
  if (page === 'policies' || page === 'reports') return { page };
  return { page: 'cis', q: new URLSearchParams(search).get('q') ?? '' };
}

export function formatRoute(route: Exclude<Route, { page: 'sign-in' }>): string {
  switch (route.page) {
    case 'cis':
      return route.q === '' ? '#/cis' : `#/cis?${new URLSearchParams({ q: route.q })}`;
    case 'ci':
      return `#/cis/${encodeURIComponent(route.id)}`;
    case 'case':
      return `#/queue/${encodeURIComponent(route.id)}`;
    case 'asset':
    case 'stocktake':
      return `#/${route.page}s/${encodeURIComponent(route.id)}`;
    default:
      return `#/${route.page}`;
  }
}
