/**
 * node.exe with the agent in it: the blob as a resource, the file's version and name as Muster's
 * (detection rules of Intune and SCCM read them), Node's own signature taken off, which no longer
 * holds. Sign the result with your own certificate.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { NtExecutable, NtExecutableResource, Resource } from 'resedit';

const RT_RCDATA = 10;
const ENGLISH = 1033;
const UNICODE = 1200;

/** As in `executable.ts`; node looks for both by these names. */
const BLOB_NAME = 'NODE_SEA_BLOB';
const FUSE_OFF: Buffer = Buffer.from('NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:0');

export interface WindowsExecutable {
  readonly base: string;
  readonly blob: string;
  readonly output: string;
  readonly version: string;
}

export async function writeWindowsExecutable(executable: WindowsExecutable): Promise<void> {
  const { base, blob, output, version } = executable;
  const bytes = switchOn(await readFile(base));
  const file = NtExecutable.from(bytes, { ignoreCert: true });
  const resources = NtExecutableResource.from(file);
  const blobBytes = await readFile(blob);
  resources.replaceResourceEntry({
    type: RT_RCDATA,
    id: BLOB_NAME,
    lang: ENGLISH,
    codepage: UNICODE,
    bin: Uint8Array.from(blobBytes).buffer,
  });
  nameVersion(resources, version);
  resources.outputResource(file);
  await writeFile(output, Buffer.from(file.generate()), { mode: 0o755 });
}

function switchOn(bytes: Buffer): Buffer {
  const at = bytes.indexOf(FUSE_OFF);
  if (at < 0 || bytes.indexOf(FUSE_OFF, at + 1) >= 0)
    throw new Error('this node.exe has no fuse, or two: it cannot carry an application');
  bytes[at + FUSE_OFF.length - 1] = '1'.charCodeAt(0);
  return bytes;
}

function nameVersion(resources: NtExecutableResource, version: string): void {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const info = Resource.VersionInfo.fromEntries(resources.entries)[0];
  if (info === undefined) throw new Error('this node.exe states no version');
  info.setFileVersion(major, minor, patch, 0, ENGLISH);
  info.setProductVersion(major, minor, patch, 0, ENGLISH);
  for (const language of info.getAllLanguagesForStringValues()) {
    info.setStringValues(language, {
      CompanyName: 'Muster',
      FileDescription: 'Muster agent: hardware inventory',
      FileVersion: version,
      InternalName: 'muster-agent',
      OriginalFilename: 'muster-agent.exe',
      ProductName: 'Muster agent',
      ProductVersion: version,
    });
  }
  info.outputToResourceEntries(resources.entries);
}
