/** The library's errors, and what this runtime cannot do, in the words of the port. */
import { createCipheriv } from 'node:crypto';
import { RequestFailedError, ResponseInvalidCode, ResponseInvalidError } from 'net-snmp';
import type { SnmpPrivProtocol } from '../target.ts';
import type { Trouble } from './agent.ts';

/** An error answer of the device, or a trouble with it. */
export type Mishap =
  | { readonly kind: 'tooBig' }
  /** SNMPv1's noSuchName: the OID the agent stumbled over. */
  | { readonly kind: 'missing'; readonly oid: string }
  | Trouble;

const TOO_BIG = 1;
const NO_SUCH_NAME = 2;

/** error-status (RFC 3416 §3); SNMPv1 has the first six. */
const ERRORS = [
  'noError',
  'tooBig',
  'noSuchName',
  'badValue',
  'readOnly',
  'genErr',
  'noAccess',
  'wrongType',
  'wrongLength',
  'wrongEncoding',
  'wrongValue',
  'noCreation',
  'inconsistentValue',
  'resourceUnavailable',
  'commitFailed',
  'undoFailed',
  'authorizationError',
  'notWritable',
  'inconsistentName',
] as const;

/** @param oid what the agent stumbled over, where it says so. */
export function errorMishap(status: number, oid: string | undefined): Mishap {
  if (status === TOO_BIG) return { kind: 'tooBig' };
  if (status === NO_SUCH_NAME && oid !== undefined) return { kind: 'missing', oid };
  const name = ERRORS[status] ?? String(status);
  const at = oid === undefined ? '' : `: ${oid}`;
  return { kind: 'failed', reason: `the agent answers with an error: ${name}${at}` };
}

export function mishapOf(error: Error): Mishap {
  if (error.name === 'RequestTimedOutError') return { kind: 'timeout', reason: 'no answer' };
  if (error instanceof RequestFailedError) {
    if (error.status === TOO_BIG) return { kind: 'tooBig' };
    if (error.status === NO_SUCH_NAME) {
      return { kind: 'missing', oid: error.message.slice(error.message.lastIndexOf(' ') + 1) };
    }
    return { kind: 'failed', reason: `the agent answers with an error: ${error.message}` };
  }
  if (error instanceof ResponseInvalidError) {
    switch (error.code) {
      case ResponseInvalidCode.EAuthFailure:
      case ResponseInvalidCode.ECouldNotDecrypt:
        return { kind: 'refused', reason: `the agent refuses the user: ${error.message}` };
      default:
        return { kind: 'failed', reason: error.message };
    }
  }
  if ('code' in error && error.code === 'ECONNREFUSED') {
    return { kind: 'unreachable', reason: 'nothing listens on this port' };
  }
  if ('code' in error && (error.code === 'EHOSTUNREACH' || error.code === 'ENETUNREACH')) {
    return { kind: 'unreachable', reason: 'no route to the host' };
  }
  return { kind: 'failed', reason: error.message };
}

/** What the library has no key localization and no cipher for. */
const LACKING: Readonly<Partial<Record<SnmpPrivProtocol, string>>> = {
  '3des': '3DES',
  aes192: 'AES-192',
  aes192b: 'AES-192',
  aes192r: 'AES-192',
};

const INSTEAD =
  'give the user AES-128 or AES-256 on the device, and set priv to aes, aes256b or aes256r';

/**
 * Whether the library and the runtime have the cipher. OpenSSL 3 keeps DES in a provider that is
 * not loaded; the library would let the requests of such a session time out.
 */
export function unsupportedPrivacy(protocol: SnmpPrivProtocol): Trouble | undefined {
  const lacking = LACKING[protocol];
  if (lacking !== undefined) {
    const reason = `${lacking} privacy, which the SNMP library lacks; ${INSTEAD}`;
    return { kind: 'unsupported', reason };
  }
  if (protocol !== 'des') return undefined;
  try {
    createCipheriv('des-cbc', Buffer.alloc(8), Buffer.alloc(8));
    return undefined;
  } catch {
    const reason = `DES privacy, on this runtime (OpenSSL 3 without legacy ciphers); ${INSTEAD}`;
    return { kind: 'unsupported', reason };
  }
}
