/** The Windows Installer package, by wixl. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { escapeXml } from '../src/install/xml.ts';
import { runCommand } from './command.ts';

export interface WindowsPackage {
  readonly executable: string;
  readonly version: string;
  /** A folder. */
  readonly output: string;
}

/** What all versions have in common: by it Windows finds the one to replace. Never change it. */
export const UPGRADE_CODE = 'A5D1F3C6-6C0B-4B43-9F0C-7C1E5D2B8A41';
/** The one component. Its identity goes with the path it is installed to. */
const COMPONENT = '3B0E6A57-9E2C-4A0B-8C55-21F4D9A7E6B3';

/** What an installation may be given: `msiexec /i … MUSTER_URL=https://…`. */
export const PROPERTIES: readonly string[] = [
  'MUSTER_URL',
  'MUSTER_TOKEN',
  'MUSTER_SITE',
  'MUSTER_MODE',
  'MUSTER_PURGE',
];

/** @returns the package's path */
export async function writeMsi({ executable, version, output }: WindowsPackage): Promise<string> {
  const path = join(output, `muster-agent-${version}-x64.msi`);
  const folder = await mkdtemp(join(tmpdir(), 'muster-msi-'));
  try {
    const source = join(folder, 'muster-agent.wxs');
    await writeFile(source, wixSource(version));
    // wixl takes files beside its source only.
    await symlink(executable, join(folder, 'muster-agent.exe'));
    await runCommand('wixl', ['--arch', 'x64', '--output', path, source]);
    await runCommand('msibuild', [path, ...corrections(version).flatMap((query) => ['-q', query])]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return path;
}

/** What wixl has no words for, or its own mind about. */
function corrections(version: string): readonly string[] {
  const secure = ['WIX_UPGRADE_DETECTED', ...PROPERTIES].join(';');
  const at = (action: string, sequence: number) =>
    `UPDATE InstallExecuteSequence SET Sequence=${sequence} WHERE Action='${action}'`;
  return [
    `UPDATE Property SET Value='${secure}' WHERE Property='SecureCustomProperties'`,
    // The former version goes before the new one comes: its removal stops the agent and frees the
    // file, and must not take away the task that the new one has just made.
    at('RemoveExistingProducts', 1450),
    at('TakeOff', 1510),
    at('TakeOffWhole', 1511),
    at('PutToWork', 5800),
    // As the file itself says; without it Windows keeps the file that it finds.
    `UPDATE File SET Version='${version}.0' WHERE File='AgentExe'`,
    `UPDATE File SET Language='1033' WHERE File='AgentExe'`,
    // A file has either a version or a hash.
    `DELETE FROM MsiFileHash WHERE File_='AgentExe'`,
  ];
}

/** One per version, and the same whoever builds it: uninstall commands and detection rules name it. */
export function productCode(version: string): string {
  const digest = createHash('sha256').update(`muster-agent ${version} x64`).digest('hex');
  const hex = digest.toUpperCase();
  // Laid out as a UUID of version 8 (RFC 9562): made by a rule of our own.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The custom actions run as LocalSystem after the files are in place, before they go. Properties
 * that nobody sets are empty, and an empty value is none; the token is kept out of logs.
 */
export function wixSource(version: string): string {
  const install =
    'install --quiet --restart --url "[MUSTER_URL]" --token "[MUSTER_TOKEN]" --site "[MUSTER_SITE]" --mode "[MUSTER_MODE]"';
  return `<?xml version="1.0" encoding="utf-8"?>
<Wix xmlns="http://schemas.microsoft.com/wix/2006/wi">
  <Product Id="${productCode(version)}" Name="Muster agent" Language="1033" Version="${version}"
           Manufacturer="Muster" UpgradeCode="${UPGRADE_CODE}">
    <Package InstallerVersion="500" Compressed="yes" InstallScope="perMachine"
             Description="Muster agent: hardware inventory" />
    <MajorUpgrade DowngradeErrorMessage="A newer version of the Muster agent is installed." />
    <Media Id="1" Cabinet="agent.cab" EmbedCab="yes" />
    <Property Id="MsiHiddenProperties" Value="MUSTER_TOKEN" />
    <Property Id="ARPNOMODIFY" Value="1" />
    <Directory Id="TARGETDIR" Name="SourceDir">
      <Directory Id="ProgramFiles64Folder">
        <Directory Id="INSTALLDIR" Name="Muster">
          <Component Id="Agent" Guid="${COMPONENT}" Win64="yes">
            <File Id="AgentExe" Name="muster-agent.exe" Source="muster-agent.exe" KeyPath="yes" />
          </Component>
        </Directory>
      </Directory>
    </Directory>
    <Feature Id="Complete" Title="Muster agent" Level="1">
      <ComponentRef Id="Agent" />
    </Feature>
    <CustomAction Id="PutToWork" FileKey="AgentExe" ExeCommand="${escapeXml(install)}"
                  Execute="deferred" Impersonate="no" HideTarget="yes" Return="check" />
    <CustomAction Id="TakeOff" FileKey="AgentExe" ExeCommand="uninstall --quiet"
                  Execute="deferred" Impersonate="no" Return="ignore" />
    <CustomAction Id="TakeOffWhole" FileKey="AgentExe" ExeCommand="uninstall --quiet --purge"
                  Execute="deferred" Impersonate="no" Return="ignore" />
    <InstallExecuteSequence>
      <Custom Action="PutToWork" After="InstallFiles">NOT REMOVE</Custom>
      <Custom Action="TakeOff" Before="RemoveFiles">REMOVE="ALL" AND NOT MUSTER_PURGE</Custom>
      <Custom Action="TakeOffWhole" Before="RemoveFiles">REMOVE="ALL" AND MUSTER_PURGE</Custom>
    </InstallExecuteSequence>
  </Product>
</Wix>
`;
}
