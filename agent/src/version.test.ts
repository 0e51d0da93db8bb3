import { expect, it } from 'vitest';
import about from '../package.json' with { type: 'json' };
import { AGENT_VERSION } from './version.ts';

it('states the version of the package', () => {
  expect(AGENT_VERSION).toBe(about.version);
});
