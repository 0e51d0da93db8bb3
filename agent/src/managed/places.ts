/** Where each system keeps what the organization manages. */

export const POLICY_KEY = 'HKLM\\SOFTWARE\\Policies\\Muster\\Agent';
/** Where macOS keeps what profiles set for a domain, for the whole computer. */
export const PREFERENCES = '/Library/Managed Preferences/org.muster.agent.plist';
/** Beside the configuration, which `install` and administrators change: this is the fleet's. */
export const FLEET_FILE = '/etc/muster/managed.yaml';
