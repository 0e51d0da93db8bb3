/**
 * What a Linux package holds, and what its scripts do: the same for .deb and .rpm. The scripts only
 * call the agent's own `install` and `uninstall`, which say what they do and can be repeated.
 */
import { placesOf } from '../src/install/places.ts';
import { PACKAGED_UNITS } from '../src/install/plan-linux.ts';
import { ONCE_SERVICE, onceUnit, SERVICE, serviceUnit } from '../src/install/systemd.ts';

export const PROGRAM = '/usr/bin/muster-agent';
export const DOCUMENTS = '/usr/share/doc/muster-agent';

export const SUMMARY = 'Muster agent: hardware inventory of this host';
export const DESCRIPTION = `Knows the host it runs on: every serial, firmware and part, with the source of
each fact. Runs as a small daemon, or once by a timer with nothing resident.`;

export interface PackagedFile {
  /** In the installed system. */
  readonly path: string;
  readonly mode: number;
  readonly content:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'file'; readonly from: string };
}

export interface LinuxParts {
  readonly executable: string;
  readonly license: string;
  /** Texts of what is within the executable. */
  readonly thirdParty: string;
}

export function linuxFiles({
  executable,
  license,
  thirdParty,
}: LinuxParts): readonly PackagedFile[] {
  const unit = { program: [PROGRAM], config: placesOf('linux', {}).config };
  const text = (path: string, content: string): PackagedFile => ({
    path,
    mode: 0o644,
    content: { kind: 'text', text: content },
  });
  return [
    { path: PROGRAM, mode: 0o755, content: { kind: 'file', from: executable } },
    text(`${PACKAGED_UNITS}/${SERVICE}`, serviceUnit(unit)),
    text(`${PACKAGED_UNITS}/${ONCE_SERVICE}`, onceUnit(unit)),
    text(`${DOCUMENTS}/copyright`, license),
    text(`${DOCUMENTS}/third-party-licenses.txt`, thirdParty),
  ];
}

/** Of the C library: what Node's own executables are built against. */
export const GLIBC = '2.28';

/**
 * After files are in place. MUSTER_URL, MUSTER_TOKEN, MUSTER_SITE and MUSTER_MODE come through the
 * environment of whoever installs. What cannot work (2) fails the installation, so that it is seen;
 * a host that refuses (1), a container without a bus say, does not leave a package half installed.
 */
export function afterInstall(isUpgrade: string): string {
  return `restart=
if ${isUpgrade}; then restart=--restart; fi
status=0
${PROGRAM} install --quiet $restart || status=$?
if [ $status -eq 2 ]; then exit 1; fi
if [ $status -ne 0 ]; then
  echo "muster-agent is installed, but not at work: run 'muster-agent install' to see why" >&2
fi
`;
}

/** Before files go, and only when nothing takes their place. */
export const beforeRemoval: string = `${PROGRAM} uninstall --quiet || true
`;

/** What a purge takes, for a program that is gone by then. */
export const purge: string = `rm -rf ${placesOf('linux', {}).data}
rm -f ${placesOf('linux', {}).config} ${placesOf('linux', {}).token}
rmdir /etc/muster 2>/dev/null || true
`;
