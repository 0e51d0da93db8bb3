/**
 * What notifications tell us to look at, as data: by the notification's own OID, and by the objects
 * it carries. A new maker's form is one line here.
 */

const SNMP_TRAPS = '1.3.6.1.6.3.1.1.5';

/** Notifications after which the whole device is read again, with the reason for the log. */
export const DEVICE_NOTIFICATIONS: ReadonlyMap<string, string> = new Map([
  [`${SNMP_TRAPS}.1`, 'coldStart'],
  [`${SNMP_TRAPS}.2`, 'warmStart'],
  ['1.3.6.1.2.1.47.2.0.1', 'entConfigChange'], // ENTITY-MIB (RFC 6933)
  ['1.0.8802.1.1.2.0.0.1', 'lldpRemTablesChange'], // LLDP-MIB
  ['1.3.6.1.4.1.9.9.117.2.0.1', 'cefcModuleStatusChange'], // CISCO-ENTITY-FRU-CONTROL-MIB
  ['1.3.6.1.4.1.9.9.117.2.0.3', 'cefcFRUInserted'],
  ['1.3.6.1.4.1.9.9.117.2.0.4', 'cefcFRURemoved'],
  ['1.3.6.1.4.1.2636.4.1.5', 'jnxFruRemoval'], // JUNIPER-MIB
  ['1.3.6.1.4.1.2636.4.1.6', 'jnxFruInsertion'],
  // Address tables that are told of in a form of which no description was found: all is read again.
  ['1.3.6.1.4.1.2011.5.25.315.3.1', 'hwMacTrapAlarm'], // HUAWEI-SWITCH-L2MAM-EXT-MIB
  ['1.3.6.1.4.1.25506.2.87.1.3.0.1', 'hh3cMACInformationChangedTrap'], // HH3C-MAC-INFORMATION-MIB
  ['1.3.6.1.4.1.2011.10.2.87.1.3.0.1', 'h3cMACInformationChangedTrap'],
  ['1.3.6.1.4.1.11.2.14.11.15.2.87.1.3.0.1', 'hpnicfMACInformationChangedTrap'],
]);

/** Notifications about one port: its ifIndex is the instance, or the value, of an object of IF-MIB. */
export const PORT_NOTIFICATIONS: ReadonlySet<string> = new Set([`${SNMP_TRAPS}.4`]); // linkUp

/** An OCTET STRING of cells of equal size, one per address: where in the cell what stands. */
export interface Cells {
  /** The object; its instance follows. */
  readonly oid: string;
  readonly cellOctets: number;
  readonly vlanAt: number;
  readonly macAt: number;
}

/** In all of them the first octet says what happened: 1 learned (3, at Juniper's, moved), 0 the end. */
export const CELLS: readonly Cells[] = [
  // CISCO-MAC-NOTIFICATION-MIB cmnHistMacChangedMsg: operation, VLAN, MAC, dot1dBasePort (2)
  { oid: '1.3.6.1.4.1.9.9.215.1.1.8.1.2', cellOctets: 11, vlanAt: 1, macAt: 3 },
  // JUNIPER-EX-MAC-NOTIFICATION-MIB jnxHistMacChangedMsg: the same with a port of 4 octets
  { oid: '1.3.6.1.4.1.2636.3.40.1.7.1.1.1.8.1.2', cellOctets: 13, vlanAt: 1, macAt: 3 },
  // JUNIPER-L2ALD-MIB jnxL2aldHistMacChangedMsg: an index instead of the VLAN, whose tag comes last
  { oid: '1.3.6.1.4.1.2636.3.48.1.2.1.8.1.2', cellOctets: 13, vlanAt: 11, macAt: 3 },
  // HH3C-, H3C-, A3COM-HUAWEI- and HPN-ICF-MAC-INFORMATION-MIB …MACInfoTrapMsgExt
  { oid: '1.3.6.1.4.1.25506.2.87.1.4.2.4', cellOctets: 14, vlanAt: 1, macAt: 3 },
  { oid: '1.3.6.1.4.1.2011.10.2.87.1.4.2.4', cellOctets: 14, vlanAt: 1, macAt: 3 },
  { oid: '1.3.6.1.4.1.43.45.1.10.2.87.1.4.2.4', cellOctets: 14, vlanAt: 1, macAt: 3 },
  { oid: '1.3.6.1.4.1.11.2.14.11.15.2.87.1.4.2.4', cellOctets: 14, vlanAt: 1, macAt: 3 },
  // EtherWAN ewnPortMacChangedMsg
  { oid: '1.3.6.1.4.1.2736.1.1.2.3', cellOctets: 10, vlanAt: 1, macAt: 3 },
];
export const LEARNED: ReadonlySet<number> = new Set([1, 3]);

/** One address in objects of its own. */
export interface Fields {
  readonly mac: string;
  readonly vlan?: string;
  /** What happened; where the object is missing, or absent here, the address is looked for. */
  readonly action?: { readonly oid: string; readonly learned: readonly number[] };
}

export const FIELDS: readonly Fields[] = [
  {
    // HP-ICF-MAC-NOTIFY-MIB: learned 1, moved 2, removed 3, aged 4
    mac: '1.3.6.1.4.1.11.2.14.11.5.1.66.1.7',
    vlan: '1.3.6.1.4.1.11.2.14.11.5.1.66.1.10',
    action: { oid: '1.3.6.1.4.1.11.2.14.11.5.1.66.1.6', learned: [1, 2] },
  },
  {
    // ARUBAWIRED-MACNOTIFY-MIB (AOS-CX): aged 0, learned 1, moved 2, removed 3
    mac: '1.3.6.1.4.1.47196.4.1.1.3.19.3.1.1.2',
    vlan: '1.3.6.1.4.1.47196.4.1.1.3.19.3.1.1.5',
    action: { oid: '1.3.6.1.4.1.47196.4.1.1.3.19.3.1.1.1', learned: [1, 2] },
  },
  // CISCO-MAC-NOTIFICATION-MIB cmnMacMoveNotification
  { mac: '1.3.6.1.4.1.9.9.215.1.3.3', vlan: '1.3.6.1.4.1.9.9.215.1.3.4' },
  // HUAWEI-L2MAM-MIB hwMacFlappingAlarm
  { mac: '1.3.6.1.4.1.2011.5.25.42.2.1.24.1', vlan: '1.3.6.1.4.1.2011.5.25.42.2.1.24.2' },
  // HH3C-MAC-INFORMATION-MIB hh3cMACInformationMovedTrap
  { mac: '1.3.6.1.4.1.25506.2.87.1.4.2.5', vlan: '1.3.6.1.4.1.25506.2.87.1.4.2.6' },
];

/**
 * Columns of the standard FDB, as some notifications carry them (ARISTA-BRIDGE-EXT-MIB's
 * aristaMacLearn and aristaMacMove): the address is in the instance, after the FDB id where there
 * is one.
 */
export const FDB_INSTANCES: readonly { readonly oid: string; readonly hasFdbId: boolean }[] = [
  { oid: '1.3.6.1.2.1.17.7.1.2.2.1.2', hasFdbId: true },
  { oid: '1.3.6.1.2.1.17.4.3.1.2', hasFdbId: false },
];
/** …and those that tell of the end of an address in this way. */
export const ENDED_NOTIFICATIONS: ReadonlySet<string> = new Set(['1.3.6.1.4.1.30065.3.2.0.3']); // aristaMacAge
