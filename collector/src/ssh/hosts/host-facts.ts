/** What is read of a host over SSH: the parts of a sighting that its files and commands fill. */
import type {
  Candidate,
  Component,
  Device,
  DeviceClass,
  Firmware,
  NetworkInterface,
  Os,
  Unread,
} from '@muster/facts/observation';

/** A guest that the host runs, or has. */
export interface Guest {
  readonly kind: 'vm' | 'container';
  /** What its host calls it, the same from one visit to the next. */
  readonly id: string;
  /** What people named it here; its own host name may be another. */
  readonly name?: string;
  readonly hostname?: string;
  /** As its own SMBIOS tables state them. */
  readonly uuid?: string;
  readonly serial?: string;
  readonly interfaces?: readonly Pick<NetworkInterface, 'name' | 'mac'>[];
}

export interface HostFacts {
  readonly device: Device;
  readonly os: Os;
  readonly class?: DeviceClass;
  readonly firmware?: Firmware;
  readonly components: readonly Component[];
  readonly interfaces: readonly NetworkInterface[];
  readonly guests?: readonly Guest[];
  /** Where each identity fact could have come from. */
  readonly candidates?: readonly Candidate[];
  readonly unread?: readonly Unread[];
  /** What has no place in an observation. */
  readonly more?: Readonly<Record<string, unknown>>;
}
