/**
 * The maker of a device by its MAC, where nothing better is known: who holds the address block, unless
 * that is known to sell radios, network parts and boards to others rather than devices under its name.
 */
import { macKindOf } from '@muster/facts/mac';
import { makerOf } from '@muster/facts/oui';
import type { Facts } from '../roster/statement.ts';

/** Their blocks are in everybody's devices: the block says nothing of whose device it is. */
const PART_MAKERS: RegExp =
  /^(?:Intel|Realtek|Broadcom|Qualcomm|Atheros|MediaTek|Ralink|Marvell|Espressif|Murata|AzureWave|Liteon|Lite-On|Hon Hai|Foxconn|Texas Instruments|Silicon Lab|u-blox|Nordic Semi|Microchip|STMicro|Telink|Tuya|AMPAK|Fn-Link|Wistron|Quanta|Pegatron|Compal|Inventec|Universal Global Scientific|USI|Chicony|Cloud Network Tech|Gemtek|CyberTAN|SparkLAN|Bouffalo|Beken|Hi-Flying|Shenzhen Bilian|ASIX|Cypress|Infineon|NXP|Redpine|WIZnet|Digi International|Lantronix|Advantech|Super Micro|Mellanox|Chelsio|Emulex|QLogic|ASRock|Giga-Byte|Micro-Star|ICP Electronics)/i;

/** Nothing for addresses that are not burned in, and where the block's holder is no maker of devices. */
export function makerFacts(mac: string): Pick<Facts, 'device' | 'candidates'> {
  if (macKindOf(mac) !== 'burned-in') return {};
  const maker = makerOf(mac);
  if (maker === undefined || PART_MAKERS.test(maker) || maker.length > 256) return {};
  return {
    device: { vendor: maker },
    candidates: [
      {
        field: 'device.vendor',
        value: maker,
        state: 'derived',
        from: 'MAC block (IEEE)',
        chosen: true,
      },
    ],
  };
}
