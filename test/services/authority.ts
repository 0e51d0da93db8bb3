/** A certificate authority of one's own, made by OpenSSL: certificates with any dates, for tests. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Issued {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly certificate: string;
  readonly key: string;
}

export interface Authority {
  readonly caFile: string;
  readonly ca: string;
  /** For a name, and for 127.0.0.1; @param years from and to, as OpenSSL reads them: "2025". */
  issue(name: string, years?: { readonly from: number; readonly to: number }): Issued;
  remove(): void;
}

/** @throws where OpenSSL is missing */
export function makeAuthority(): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'muster-authority-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const curve = ['-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  openssl(
    ...['req', '-x509', '-newkey', 'ec', ...curve, '-nodes', '-subj', '/CN=test authority'],
    ...['-days', '2', '-keyout', file('ca.key'), '-out', file('ca.pem')],
  );
  const lines = [
    ...['[ca]', 'default_ca=own', '[own]', `new_certs_dir=${folder}`],
    ...[`database=${file('index.txt')}`, 'rand_serial=yes', 'default_md=sha256', 'policy=any'],
    ...['[any]', 'commonName=supplied', '[ext]', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
  ];
  writeFileSync(file('ca.conf'), `${lines.join('\n')}\n`);
  return {
    caFile: file('ca.pem'),
    ca: readFileSync(file('ca.pem'), 'utf8'),
    issue(name, { from, to } = { from: 2025, to: 2049 }) {
      const stem = file(`${name}-${from}-${to}`);
      const [key, request, certificate] = [`${stem}.key`, `${stem}.csr`, `${stem}.pem`] as const;
      writeFileSync(file('index.txt'), '');
      openssl('genpkey', '-algorithm', 'EC', ...curve, '-out', key);
      openssl('req', '-new', '-key', key, '-subj', `/CN=${name}`, '-out', request);
      openssl(
        ...['ca', '-batch', '-notext', '-config', file('ca.conf'), '-extensions', 'ext'],
        ...['-cert', file('ca.pem'), '-keyfile', file('ca.key'), '-in', request],
        ...['-startdate', `${from}0101000000Z`, '-enddate', `${to}0101000000Z`],
        ...['-out', certificate],
      );
      return {
        certificateFile: certificate,
        keyFile: key,
        certificate: readFileSync(certificate, 'utf8'),
        key: readFileSync(key, 'utf8'),
      };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
