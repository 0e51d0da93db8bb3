/**
 * A certificate that a device has made for itself, as management controllers do: X.509 in DER, P-256,
 * signed by its own key. Node can sign, but not write certificates.
 */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';

export interface SelfSigned {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
  /** "SHA256:" and 64 hexadecimal digits. */
  readonly fingerprint: string;
}

/** Tags of X.690. */
const TAG = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
};

/** ecdsa-with-SHA256 (1.2.840.10045.4.3.2) and commonName (2.5.4.3). */
const ECDSA_SHA256 = Buffer.from('2a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('550403', 'hex');

export function makeSelfSigned(name: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(TAG.sequence, der(TAG.oid, ECDSA_SHA256));
  const commonName = der(
    TAG.sequence,
    der(TAG.oid, COMMON_NAME),
    der(TAG.utf8, Buffer.from(name, 'utf8')),
  );
  const subject = der(TAG.sequence, der(TAG.set, commonName));
  const body = der(
    TAG.sequence,
    der(TAG.integer, Buffer.from([1])),
    algorithm,
    subject,
    der(TAG.sequence, time('260101000000Z'), time('491231235959Z')),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = der(
    TAG.sequence,
    body,
    algorithm,
    der(TAG.bits, Buffer.from([0]), signature),
  );
  const base64 = certificate.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.trimEnd()}\n-----END CERTIFICATE-----\n`,
    fingerprint: `SHA256:${createHash('sha256').update(certificate).digest('hex')}`,
  };
}

function time(written: string): Buffer {
  return der(TAG.time, Buffer.from(written, 'ascii'));
}

/** Tag, length and content; lengths below 65,536. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const long = length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 128 ? [length] : long)]), content]);
}
