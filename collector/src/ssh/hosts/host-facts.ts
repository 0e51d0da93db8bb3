/** What is read of a host over SSH: the parts of a sighting that its files and commands fill. */
import type {
  Attachment,
  Component,
  Device,
  DeviceClass,
  Firmware,
  NetworkInterface,
  Os,
  Unread,
} from '@muster/facts/observation';

export interface HostFacts {
  readonly device: Device;
  readonly os: Os;
  readonly class?: DeviceClass;
  readonly firmware?: Firmware;
  readonly components: readonly Component[];
  readonly interfaces: readonly NetworkInterface[];
  readonly attachments?: readonly Attachment[];
  readonly unread?: readonly Unread[];
  /** What has no place in an observation. */
  readonly more?: Readonly<Record<string, unknown>>;
}
