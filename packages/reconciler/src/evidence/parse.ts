/** Parses what claims to be an evidence bundle. */
import type { EvidenceBundle } from '@muster/facts/evidence';
import { type Parsed, parserOf } from '@muster/facts/parsed';
import { Type } from 'typebox';
import { evidenceView } from '../api/evidence-view.ts';

/** The view is held to the interface where it stands. */
export const parseBundle: (input: unknown) => Parsed<EvidenceBundle> = parserOf(
  Type.Unsafe<EvidenceBundle>(evidenceView),
);
