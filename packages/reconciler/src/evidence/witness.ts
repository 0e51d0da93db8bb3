/** Who stands for the ledger: proves that it held entries when a head was signed, and signs bundles. */
import type { BundleStatement, PublicKey } from '../ledger/head.ts';
import type { ProofStep } from '../ledger/merkle.ts';

export type Proven =
  | {
      readonly kind: 'proven';
      /** The first signed head that covers them all, a compact JWS. */
      readonly head: string;
      /** In the order asked, each from the entry to the head's root. */
      readonly proofs: readonly (readonly ProofStep[])[];
    }
  /** The ledger is not what was signed, or no head can be put away: in words. */
  | { readonly kind: 'refused'; readonly reason: string };

export interface LedgerWitness {
  readonly publicKey: PublicKey;
  /** @param seqs of entries, at least one; a head is signed first where none covers them yet */
  prove(seqs: readonly number[]): Promise<Proven>;
  signStatement(statement: BundleStatement): Promise<string>;
}
