/**
 * The names that makers registered for their sysObjectIDs in public product MIBs: what a device
 * calls itself when it says nothing else. A sysObjectID names a product, never a unit.
 */
import names from './products.json' with { type: 'json' };

const ENTERPRISES = '1.3.6.1.4.1.';

const byEnterprise = new Map<string, ReadonlyMap<string, string>>();

/** Makers that register one number for a whole series: a Smart-UPS 750 is "smartUPS450" at APC. */
const BY_SERIES: ReadonlySet<string> = new Set(['318']);
/** Names of what any product may be part of, or of none. */
const NO_PRODUCT = /[a-z\d](?:xx|[Ss]tack)|[Uu]ndefined|[Uu]nknown|[Ss]eries$/;

/** By the whole OID: a product's name says nothing of what is registered below it. */
export function productName(sysObjectID: string): string | undefined {
  if (!sysObjectID.startsWith(ENTERPRISES)) return undefined;
  const [enterprise = '', ...rest] = sysObjectID.slice(ENTERPRISES.length).split('.');
  let products = byEnterprise.get(enterprise);
  if (products === undefined) {
    const found = Object.entries(names).find(([key]) => key === enterprise)?.[1] ?? {};
    products = new Map(Object.entries(found));
    byEnterprise.set(enterprise, products);
  }
  const name = BY_SERIES.has(enterprise) ? undefined : products.get(rest.join('.'));
  return name === undefined || NO_PRODUCT.test(name) ? undefined : name;
}
