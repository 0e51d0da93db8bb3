import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';

it('is the same for the same payload, and a safe integer', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const fingerprint = fingerprintOf(Buffer.from(bytes));
      expect(fingerprint).toBe(fingerprintOf(Buffer.from(bytes)));
      expect(Number.isSafeInteger(fingerprint)).toBe(true);
    }),
  );
});

it('differs for payloads that differ in one octet', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (bytes, at) => {
      const changed = Buffer.from(bytes);
      const index = at % changed.length;
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(fingerprintOf(changed)).not.toBe(fingerprintOf(Buffer.from(bytes)));
    }),
  );
});
