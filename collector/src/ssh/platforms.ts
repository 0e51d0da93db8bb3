/** The list of platforms, sorted. A new one is a file under `platforms/` and a line here. */
import type { Platform } from './platform.ts';
import { a10Acos } from './platforms/a10-acos.ts';
import { alcatelAos } from './platforms/alcatel-aos.ts';
import { alliedAwplus } from './platforms/allied-awplus.ts';
import { apcNmc } from './platforms/apc-nmc.ts';
import { aristaEos } from './platforms/arista-eos.ts';
import { arubaAoscx } from './platforms/aruba-aoscx.ts';
import { arubaOs } from './platforms/aruba-os.ts';
import { avayaErs } from './platforms/avaya-ers.ts';
import { broadcomIcos } from './platforms/broadcom-icos.ts';
import { brocadeFabricos } from './platforms/brocade-fabricos.ts';
import { checkpointGaia } from './platforms/checkpoint-gaia.ts';
import { cienaSaos } from './platforms/ciena-saos.ts';
import { ciscoAp } from './platforms/cisco-ap.ts';
import { ciscoApic } from './platforms/cisco-apic.ts';
import { ciscoAsa } from './platforms/cisco-asa.ts';
import { ciscoIos } from './platforms/cisco-ios.ts';
import { ciscoIosxe } from './platforms/cisco-iosxe.ts';
import { ciscoIosxr } from './platforms/cisco-iosxr.ts';
import { ciscoNxos } from './platforms/cisco-nxos.ts';
import { ciscoS300 } from './platforms/cisco-s300.ts';
import { ciscoStaros } from './platforms/cisco-staros.ts';
import { ciscoViptela } from './platforms/cisco-viptela.ts';
import { ciscoWlc } from './platforms/cisco-wlc.ts';
import { cumulus } from './platforms/cumulus.ts';
import { dellOs6 } from './platforms/dell-os6.ts';
import { dellOs9 } from './platforms/dell-os9.ts';
import { dellOs10 } from './platforms/dell-os10.ts';
import { dlinkDs } from './platforms/dlink-ds.ts';
import { edgecore } from './platforms/edgecore.ts';
import { eltex } from './platforms/eltex.ts';
import { ericssonIpos } from './platforms/ericsson-ipos.ts';
import { extremeExos } from './platforms/extreme-exos.ts';
import { extremeVoss } from './platforms/extreme-voss.ts';
import { f5Tmsh } from './platforms/f5-tmsh.ts';
import { fortinet } from './platforms/fortinet.ts';
import { fsasSir } from './platforms/fsas-sir.ts';
import { hpComware } from './platforms/hp-comware.ts';
import { hpProcurve } from './platforms/hp-procurve.ts';
import { huaweiOnt } from './platforms/huawei-ont.ts';
import { huaweiSmartax } from './platforms/huawei-smartax.ts';
import { huaweiVrp } from './platforms/huawei-vrp.ts';
import { ipinfusionOcnos } from './platforms/ipinfusion-ocnos.ts';
import { juniperJunos } from './platforms/juniper-junos.ts';
import { juniperScreenos } from './platforms/juniper-screenos.ts';
import { linux } from './platforms/linux.ts';
import { macos } from './platforms/macos.ts';
import { mellanoxOnyx } from './platforms/mellanox-onyx.ts';
import { mikrotikRouteros } from './platforms/mikrotik-routeros.ts';
import { netgear } from './platforms/netgear.ts';
import { netscaler } from './platforms/netscaler.ts';
import { nokiaSrlinux } from './platforms/nokia-srlinux.ts';
import { nokiaSros } from './platforms/nokia-sros.ts';
import { oneaccessOneos } from './platforms/oneaccess-oneos.ts';
import { opengear } from './platforms/opengear.ts';
import { paloaltoPanos } from './platforms/paloalto-panos.ts';
import { ruckusFastiron } from './platforms/ruckus-fastiron.ts';
import { ruijieRgos } from './platforms/ruijie-rgos.ts';
import { sonic } from './platforms/sonic.ts';
import { tplinkJetstream } from './platforms/tplink-jetstream.ts';
import { vmwareEsxi } from './platforms/vmware-esxi.ts';
import { vyos } from './platforms/vyos.ts';
import { windows } from './platforms/windows.ts';
import { yamahaRt } from './platforms/yamaha-rt.ts';
import { zteZxros } from './platforms/zte-zxros.ts';
import { zyxelOs } from './platforms/zyxel-os.ts';

export const PLATFORMS: readonly Platform[] = [
  a10Acos,
  alcatelAos,
  alliedAwplus,
  apcNmc,
  aristaEos,
  arubaAoscx,
  arubaOs,
  avayaErs,
  broadcomIcos,
  brocadeFabricos,
  checkpointGaia,
  cienaSaos,
  ciscoAp,
  ciscoApic,
  ciscoAsa,
  ciscoIos,
  ciscoIosxe,
  ciscoIosxr,
  ciscoNxos,
  ciscoS300,
  ciscoStaros,
  ciscoViptela,
  ciscoWlc,
  cumulus,
  dellOs10,
  dellOs6,
  dellOs9,
  dlinkDs,
  edgecore,
  eltex,
  ericssonIpos,
  extremeExos,
  extremeVoss,
  f5Tmsh,
  fortinet,
  fsasSir,
  hpComware,
  hpProcurve,
  huaweiOnt,
  huaweiSmartax,
  huaweiVrp,
  ipinfusionOcnos,
  juniperJunos,
  juniperScreenos,
  linux,
  macos,
  mellanoxOnyx,
  mikrotikRouteros,
  netgear,
  netscaler,
  nokiaSrlinux,
  nokiaSros,
  oneaccessOneos,
  opengear,
  paloaltoPanos,
  ruckusFastiron,
  ruijieRgos,
  sonic,
  tplinkJetstream,
  vmwareEsxi,
  vyos,
  windows,
  yamahaRt,
  zteZxros,
  zyxelOs,
];

const BY_NAME: ReadonlyMap<string, Platform> = new Map(
  PLATFORMS.flatMap((platform) =>
    [platform.id, ...platform.aliases].map((name) => [keyOf(name), platform] as const),
  ),
);

/**
 * A platform by its id or an alias; "cisco_ios", "Cisco-IOS" and "cisco ios" are one name. A name
 * with more behind it, as in "iosxe-cat9k", is what it begins with.
 */
export function platformNamed(name: string): Platform | undefined {
  const words = keyOf(name).split('-');
  for (let count = words.length; count > 0; count -= 1) {
    const platform = BY_NAME.get(words.slice(0, count).join('-'));
    if (platform !== undefined) return platform;
  }
  return undefined;
}

function keyOf(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
}
