/** The families that ship with Muster, a file per maker or, for makers with one family, per trade. */
import { formatProblems } from '@muster/facts/problems';
import { type Family, parseFamilies } from '../family.ts';
import adtran from './adtran.json' with { type: 'json' };
import adva from './adva.json' with { type: 'json' };
import advantech from './advantech.json' with { type: 'json' };
import alcatel from './alcatel.json' with { type: 'json' };
import alcatelLucent from './alcatel-lucent.json' with { type: 'json' };
import alcatelLucentEnterprise from './alcatel-lucent-enterprise.json' with { type: 'json' };
import algcom from './algcom.json' with { type: 'json' };
import alliedTelesis from './allied-telesis.json' with { type: 'json' };
import alpha from './alpha.json' with { type: 'json' };
import altaLabs from './alta-labs.json' with { type: 'json' };
import apc from './apc.json' with { type: 'json' };
import apple from './apple.json' with { type: 'json' };
import appliances from './appliances.json' with { type: 'json' };
import arista from './arista.json' with { type: 'json' };
import arris from './arris.json' with { type: 'json' };
import asentria from './asentria.json' with { type: 'json' };
import avaya from './avaya.json' with { type: 'json' };
import avocent from './avocent.json' with { type: 'json' };
import axis from './axis.json' with { type: 'json' };
import barracuda from './barracuda.json' with { type: 'json' };
import batm from './batm.json' with { type: 'json' };
import bintecElmeg from './bintec-elmeg.json' with { type: 'json' };
import blueCoat from './blue-coat.json' with { type: 'json' };
import calix from './calix.json' with { type: 'json' };
import cambium from './cambium.json' with { type: 'json' };
import checkPoint from './check-point.json' with { type: 'json' };
import ciena from './ciena.json' with { type: 'json' };
import cisco from './cisco.json' with { type: 'json' };
import ciscoMeraki from './cisco-meraki.json' with { type: 'json' };
import dLink from './d-link.json' with { type: 'json' };
import datacom from './datacom.json' with { type: 'json' };
import dell from './dell.json' with { type: 'json' };
import delta from './delta.json' with { type: 'json' };
import dragonwave from './dragonwave.json' with { type: 'json' };
import e3Meter from './e3-meter.json' with { type: 'json' };
import eaton from './eaton.json' with { type: 'json' };
import eltek from './eltek.json' with { type: 'json' };
import eltex from './eltex.json' with { type: 'json' };
import emc from './emc.json' with { type: 'json' };
import emerson from './emerson.json' with { type: 'json' };
import engenius from './engenius.json' with { type: 'json' };
import environment from './environment.json' with { type: 'json' };
import epson from './epson.json' with { type: 'json' };
import ericsson from './ericsson.json' with { type: 'json' };
import ericssonLg from './ericsson-lg.json' with { type: 'json' };
import exterity from './exterity.json' with { type: 'json' };
import extreme from './extreme.json' with { type: 'json' };
import f5 from './f5.json' with { type: 'json' };
import fiberhome from './fiberhome.json' with { type: 'json' };
import fibrolan from './fibrolan.json' with { type: 'json' };
import firewalls from './firewalls.json' with { type: 'json' };
import fortinet from './fortinet.json' with { type: 'json' };
import fs from './fs.json' with { type: 'json' };
import fujitsu from './fujitsu.json' with { type: 'json' };
import ge from './ge.json' with { type: 'json' };
import geist from './geist.json' with { type: 'json' };
import generex from './generex.json' with { type: 'json' };
import grandstream from './grandstream.json' with { type: 'json' };
import gude from './gude.json' with { type: 'json' };
import hikvision from './hikvision.json' with { type: 'json' };
import hp from './hp.json' with { type: 'json' };
import hpe from './hpe.json' with { type: 'json' };
import hpeAruba from './hpe-aruba.json' with { type: 'json' };
import huawei from './huawei.json' with { type: 'json' };
import hwg from './hwg.json' with { type: 'json' };
import ibm from './ibm.json' with { type: 'json' };
import ict from './ict.json' with { type: 'json' };
import imcoPower from './imco-power.json' with { type: 'json' };
import infinera from './infinera.json' with { type: 'json' };
import ixsystems from './ixsystems.json' with { type: 'json' };
import janitza from './janitza.json' with { type: 'json' };
import juniper from './juniper.json' with { type: 'json' };
import kyocera from './kyocera.json' with { type: 'json' };
import lancom from './lancom.json' with { type: 'json' };
import lantronix from './lantronix.json' with { type: 'json' };
import lenovo from './lenovo.json' with { type: 'json' };
import mcafee from './mcafee.json' with { type: 'json' };
import meinberg from './meinberg.json' with { type: 'json' };
import microsemi from './microsemi.json' with { type: 'json' };
import mikrotik from './mikrotik.json' with { type: 'json' };
import morningstar from './morningstar.json' with { type: 'json' };
import motorola from './motorola.json' with { type: 'json' };
import moxa from './moxa.json' with { type: 'json' };
import mrv from './mrv.json' with { type: 'json' };
import networking from './networking.json' with { type: 'json' };
import nokia from './nokia.json' with { type: 'json' };
import opengear from './opengear.json' with { type: 'json' };
import packetflux from './packetflux.json' with { type: 'json' };
import panduit from './panduit.json' with { type: 'json' };
import papouch from './papouch.json' with { type: 'json' };
import pbn from './pbn.json' with { type: 'json' };
import planet from './planet.json' with { type: 'json' };
import power from './power.json' with { type: 'json' };
import powerwalker from './powerwalker.json' with { type: 'json' };
import primekey from './primekey.json' with { type: 'json' };
import printers from './printers.json' with { type: 'json' };
import racom from './racom.json' with { type: 'json' };
import raisecom from './raisecom.json' with { type: 'json' };
import raritan from './raritan.json' with { type: 'json' };
import redLion from './red-lion.json' with { type: 'json' };
import ribbon from './ribbon.json' with { type: 'json' };
import rittal from './rittal.json' with { type: 'json' };
import ruckus from './ruckus.json' with { type: 'json' };
import saf from './saf.json' with { type: 'json' };
import sensatronics from './sensatronics.json' with { type: 'json' };
import serverTechnology from './server-technology.json' with { type: 'json' };
import servers from './servers.json' with { type: 'json' };
import siaeMicroelettronica from './siae-microelettronica.json' with { type: 'json' };
import siklu from './siklu.json' with { type: 'json' };
import smartoptics from './smartoptics.json' with { type: 'json' };
import snr from './snr.json' with { type: 'json' };
import socomec from './socomec.json' with { type: 'json' };
import sophos from './sophos.json' with { type: 'json' };
import storage from './storage.json' with { type: 'json' };
import sun from './sun.json' with { type: 'json' };
import supermicro from './supermicro.json' with { type: 'json' };
import tait from './tait.json' with { type: 'json' };
import tandberg from './tandberg.json' with { type: 'json' };
import teltonika from './teltonika.json' with { type: 'json' };
import thomson from './thomson.json' with { type: 'json' };
import timing from './timing.json' with { type: 'json' };
import tpLink from './tp-link.json' with { type: 'json' };
import trango from './trango.json' with { type: 'json' };
import tyconSystems from './tycon-systems.json' with { type: 'json' };
import ubiquiti from './ubiquiti.json' with { type: 'json' };
import vertiv from './vertiv.json' with { type: 'json' };
import vmware from './vmware.json' with { type: 'json' };
import voiceVideo from './voice-video.json' with { type: 'json' };
import wireless from './wireless.json' with { type: 'json' };
import wti from './wti.json' with { type: 'json' };
import zenitel from './zenitel.json' with { type: 'json' };
import zte from './zte.json' with { type: 'json' };
import zyxel from './zyxel.json' with { type: 'json' };

const FILES: Readonly<Record<string, unknown>> = {
  adtran,
  adva,
  advantech,
  alcatel,
  alcatelLucent,
  alcatelLucentEnterprise,
  algcom,
  alliedTelesis,
  alpha,
  altaLabs,
  apc,
  apple,
  appliances,
  arista,
  arris,
  asentria,
  avaya,
  avocent,
  axis,
  barracuda,
  batm,
  bintecElmeg,
  blueCoat,
  calix,
  cambium,
  checkPoint,
  ciena,
  cisco,
  ciscoMeraki,
  dLink,
  datacom,
  dell,
  delta,
  dragonwave,
  e3Meter,
  eaton,
  eltek,
  eltex,
  emc,
  emerson,
  engenius,
  environment,
  epson,
  ericsson,
  ericssonLg,
  exterity,
  extreme,
  f5,
  fiberhome,
  fibrolan,
  firewalls,
  fortinet,
  fs,
  fujitsu,
  ge,
  geist,
  generex,
  grandstream,
  gude,
  hikvision,
  hp,
  hpe,
  hpeAruba,
  huawei,
  hwg,
  ibm,
  ict,
  imcoPower,
  infinera,
  ixsystems,
  janitza,
  juniper,
  kyocera,
  lancom,
  lantronix,
  lenovo,
  mcafee,
  meinberg,
  microsemi,
  mikrotik,
  morningstar,
  motorola,
  moxa,
  mrv,
  networking,
  nokia,
  opengear,
  packetflux,
  panduit,
  papouch,
  pbn,
  planet,
  power,
  powerwalker,
  primekey,
  printers,
  racom,
  raisecom,
  raritan,
  redLion,
  ribbon,
  rittal,
  ruckus,
  saf,
  sensatronics,
  serverTechnology,
  servers,
  siaeMicroelettronica,
  siklu,
  smartoptics,
  snr,
  socomec,
  sophos,
  storage,
  sun,
  supermicro,
  tait,
  tandberg,
  teltonika,
  thomson,
  timing,
  tpLink,
  trango,
  tyconSystems,
  ubiquiti,
  vertiv,
  vmware,
  voiceVideo,
  wireless,
  wti,
  zenitel,
  zte,
  zyxel,
};

let parsed: readonly Family[] | undefined;

/** All of them, by file and id. A file that does not parse is a bug, and throws. */
export function builtInFamilies(): readonly Family[] {
  parsed ??= Object.entries(FILES).flatMap(([name, file]) => {
    const result = parseFamilies(file);
    if (result.kind === 'refused') {
      throw new Error(`families/${name}: ${formatProblems(result.problems)}`);
    }
    return result.value.families;
  });
  return parsed;
}
