/** Where a management controller is, and what it takes to be let in. */
import type { Secret } from '@muster/uplink/secret';

export interface RedfishTarget {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret;
  /**
   * SHA-256 fingerprint of its certificate ("SHA256:" and 64 hexadecimal digits), where it has made
   * one for itself, as nearly all do. Otherwise the certificate must be good by the system's rules.
   */
  readonly certificate?: string;
  readonly site?: string;
}
