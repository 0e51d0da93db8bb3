/** Holds a schema to the interface that it is of: `true` fails to compile as `Same<A, B>` where they differ. */
export type Same<A, B> = [Deep<A>, Deep<B>] extends [Deep<B>, Deep<A>] ? true : never;

type Deep<T> = T extends readonly (infer U)[]
  ? readonly Deep<U>[]
  : T extends object
    ? { readonly [K in keyof T]: Deep<T[K]> }
    : T;
