/** What Windows says of its host, from WMI instances and, where it was read, the raw table. */
import type { Custody, Device, Os, Posture } from '@muster/facts/observation';
import { type Findings, mergeFindings } from '../findings.ts';
import { parseFirmwareDate } from '../firmware-date.ts';
import { hardwareOf } from '../hardware.ts';
import { present, presentGroup } from '../present.ts';
import { decodeSmbios } from '../smbios/decode.ts';
import { decodeRegistryTable } from '../smbios/entry-point.ts';
import {
  firstOf,
  flagIn,
  type Instance,
  type Instances,
  instancesOf,
  textIn,
} from './instances.ts';
import { interfacesOf } from './network.ts';
import { batteriesOf, disksOf, graphicsOf, monitorsOf, tpmOf, usbOf } from './parts.ts';
import { smbiosOfInstances } from './smbios.ts';

export function windowsFindings(instances: Instances, rawTable?: Uint8Array): Findings {
  const raw = rawTable === undefined ? undefined : decodeRegistryTable(rawTable);
  // WMI repeats the table: beside the table itself it adds only second opinions.
  const hardware =
    raw === undefined
      ? hardwareOf(smbiosOfInstances(instances), 'wmi')
      : hardwareOf(decodeSmbios(raw), 'smbios');
  return mergeFindings([hardware, systemFindings(instances), partFindings(instances)]);
}

function systemFindings(instances: Instances): Findings {
  const computer = firstOf(instances, 'Win32_ComputerSystem');
  const registry = firstOf(instances, 'Registry');
  const device = presentGroup<Device>({
    hostname: textIn(computer, 'DNSHostName', 'Name'),
    machineId: textIn(registry, 'MachineGuid')?.toLowerCase(),
  });
  const os = osOf(firstOf(instances, 'Win32_OperatingSystem'), registry);
  const posture = postureOf(instances, registry);
  const user = textIn(computer, 'UserName') ?? textIn(registry, 'LastLoggedOnUser');
  const custody = presentGroup<Custody>({ user });
  const host = textIn(registry, 'PhysicalHostName');
  return {
    ...(device && { device }),
    ...(os && { os }),
    ...(posture && { posture }),
    ...(custody && { custody }),
    ...(host !== undefined && { more: { virtualizationHost: host } }),
  };
}

function osOf(system: Instance, registry: Instance): Os | undefined {
  const name = textIn(system, 'Caption');
  if (name === undefined) return undefined;
  const version = textIn(system, 'Version');
  const revision = textIn(registry, 'UBR');
  return present<Os>({
    name,
    version: textIn(registry, 'DisplayVersion') ?? version,
    build: version === undefined || revision === undefined ? version : `${version}.${revision}`,
    installedOn: parseFirmwareDate(textIn(system, 'InstallDate')),
  });
}

/** Win32_EncryptableVolume.ProtectionStatus: 1 is on. */
function postureOf(instances: Instances, registry: Instance): Posture | undefined {
  const system = instancesOf(instances, 'Win32_EncryptableVolume').find(
    (volume) => textIn(volume, 'DriveLetter') === 'C:',
  );
  const protection = system === undefined ? undefined : textIn(system, 'ProtectionStatus');
  return presentGroup<Posture>({
    diskEncrypted: protection === undefined ? undefined : protection === '1',
    secureBoot: flagIn(registry, 'SecureBoot'),
    tpmVersion: tpmOf(instances)?.hardwareRevision,
    mdm: textIn(registry, 'MdmProvider'),
  });
}

function partFindings(instances: Instances): Findings {
  const batteries = batteriesOf(instances);
  const tpm = tpmOf(instances);
  const components = [
    ...disksOf(instances),
    ...graphicsOf(instances),
    ...monitorsOf(instances),
    ...usbOf(instances),
    ...batteries.components,
    ...(tpm === undefined ? [] : [tpm]),
  ];
  const interfaces = interfacesOf(instances);
  return {
    ...(components.length > 0 && { components }),
    ...(interfaces.length > 0 && { interfaces }),
    ...(batteries.power && { power: batteries.power }),
  };
}
