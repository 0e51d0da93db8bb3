import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from './route.ts';

describe('routes', () => {
  it.each<Exclude<Route, { page: 'sign-in' }>>([
    { page: 'cis', q: '' },
    { page: 'cis', q: 'class:switch "Building 7" seen:<7d & more' },
    { page: 'ci', id: 'a/b c' },
    { page: 'findings' },
    { page: 'assets' },
    { page: 'asset', id: 'NYC/LT 1' },
    { page: 'stocktakes' },
    { page: 'stocktake', id: 'stocktake-1' },
    { page: 'queue' },
    { page: 'case', id: 'finding-3' },
    { page: 'observers' },
  ])('come back from their own address: %j', (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it('read the one-time code of a sign-in link', () => {
    expect(parseRoute('#code=abc-123')).toEqual({ page: 'sign-in', code: 'abc-123' });
  });

  it.each(['', '#', '#/', '#/nothing', '#/cis/'])('fall back to the list for %j', (hash) => {
    expect(parseRoute(hash)).toEqual({ page: 'cis', q: '' });
  });
});
