/** Hypervisors by what they write into the firmware they make up. Pure; shared by all systems. */

export interface FirmwareNames {
  readonly vendor: string | undefined;
  readonly product: string | undefined;
  readonly biosVendor: string | undefined;
  readonly boardVendor: string | undefined;
}

interface FirmwareRule {
  readonly name: string;
  readonly vendor?: RegExp;
  readonly product?: RegExp;
  readonly biosVendor?: RegExp;
}

/** In order: a product's own name before the hypervisor it is built on. All parts must fit. */
const RULES: readonly FirmwareRule[] = [
  { name: 'vmware', vendor: /^VMware/i },
  { name: 'vmware', product: /^VMware/i },
  { name: 'virtualbox', product: /^VirtualBox/ },
  { name: 'virtualbox', vendor: /^innotek GmbH/ },
  { name: 'hyper-v', vendor: /^Microsoft Corporation/, product: /^Virtual Machine/ },
  { name: 'parallels', vendor: /^Parallels/ },
  { name: 'apple', product: /^(?:Apple Virtualization|VirtualMac)/ },
  { name: 'bhyve', vendor: /BHYVE/i },
  { name: 'bhyve', biosVendor: /BHYVE/i },
  { name: 'xen', vendor: /^Xen/, product: /domU/i },
  { name: 'xen', product: /^HVM domU/ },
  { name: 'google-compute', product: /^Google Compute Engine/ },
  { name: 'amazon-ec2', vendor: /^Amazon EC2/ },
  { name: 'alibaba-ecs', product: /^Alibaba Cloud ECS/ },
  { name: 'openstack', product: /^OpenStack/ },
  { name: 'ovirt', vendor: /^oVirt/ },
  { name: 'rhev', product: /^RHEV Hypervisor/ },
  { name: 'ahv', vendor: /^Nutanix/, product: /^AHV/ },
  { name: 'kvm', product: /^(?:KVM|Droplet|vServer|CloudStack KVM)/ },
  { name: 'qemu', vendor: /^QEMU/ },
  { name: 'qemu', product: /^(?:Standard PC|QEMU|Bochs|BXPC)/i },
  { name: 'qemu', vendor: /^(?:Bochs|BOCHS_)/ },
  { name: 'cloud-hypervisor', vendor: /^Cloud Hypervisor/ },
];

/** Undefined for the firmware of a machine. */
export function firmwareHypervisor(names: FirmwareNames): string | undefined {
  const fits = (pattern: RegExp | undefined, text: string | undefined) =>
    pattern === undefined || (text !== undefined && pattern.test(text));
  return RULES.find(
    ({ vendor, product, biosVendor }) =>
      fits(vendor, names.vendor) &&
      fits(product, names.product) &&
      fits(biosVendor, names.biosVendor),
  )?.name;
}

/** What processors of guests are called where there is no SMBIOS: POWER, z, User Mode Linux. */
export function cpuHypervisor(cpuinfo: string, sysinfo: string | undefined): string | undefined {
  if (/emulated by qemu/.test(cpuinfo)) return 'qemu';
  if (/^vendor_id\s*:\s*User Mode Linux/m.test(cpuinfo)) return 'uml';
  if (/^model name\s*:.*(?:QEMU Virtual|Common KVM)/m.test(cpuinfo)) return 'qemu';
  const program = /^VM00 Control Program:\s*(\S+)/m.exec(sysinfo ?? '')?.[1];
  if (program === undefined) return undefined;
  return program.startsWith('KVM') ? 'kvm' : program.startsWith('z/VM') ? 'z/vm' : undefined;
}
