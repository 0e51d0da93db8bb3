/**
 * What an installation consists of: steps that can be taken again without harm. Plans are made of
 * them by pure functions; `apply.ts` takes them.
 */

export type Step =
  | { readonly kind: 'folder'; readonly path: string; readonly mode: number }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly content: string | Uint8Array;
    }
  /** The program itself: `from` lies on this machine, outside of any other root. */
  | { readonly kind: 'copy'; readonly path: string; readonly mode: number; readonly from: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  /** A file, a link, or a folder with all that is in it. */
  | { readonly kind: 'absent'; readonly path: string }
  /** Not taken when the plan is for another root: nothing runs there. */
  | {
      readonly kind: 'command';
      readonly file: string;
      readonly args: readonly string[];
      /** `change`: only when a step before it changed something. */
      readonly after: 'change' | 'always';
      /** Its failure does not fail the installation: what it asks for may be so already. */
      readonly mayFail?: boolean;
    };
