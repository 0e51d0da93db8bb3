/** Policies as they are shown, and segments whose devices are learned before they are accused. */
import type { DeviceClass } from './observation.ts';

/** A segment whose unknown devices are listed and not accused until a time. */
export interface SegmentView {
  /** A network in CIDR notation, "vlan 20", or the name that sources give. */
  readonly segment: string;
  readonly since: string;
  readonly until: string;
  readonly isOver: boolean;
  readonly actor: string;
  readonly reason: string;
  /** Devices in it that no asset record stands for. */
  readonly unknown: number;
}

/** What became of a device of a segment, or would. */
export interface AdoptedDevice {
  readonly ciId: string;
  readonly disposition: 'create' | 'block';
  readonly reason: string;
  readonly class?: DeviceClass;
  readonly vendor?: string;
  readonly model?: string;
  readonly serial?: string;
  /** Once it is applied. */
  readonly assetId?: string;
}

export interface AdoptRound {
  readonly devices: readonly AdoptedDevice[];
  /** Where the next round begins; absent after the last. */
  readonly next?: string;
}

export const ADOPT_ROUND_MAX = 200;

/** One rule in force, in the order in which they are tried. */
export interface PolicyRuleView {
  readonly name?: string;
  /** As it is written in the policies. */
  readonly rule: unknown;
  /** Open findings that it opened, where it has a name. */
  readonly findings?: number;
}

export interface PolicyView {
  readonly rogue: { readonly policy: 'always' | 'once-assets-exist' };
  readonly observerSilent: { readonly afterHours: number };
  readonly rules: readonly PolicyRuleView[];
}
