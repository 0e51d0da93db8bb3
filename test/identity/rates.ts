/**
 * How often what happens in the labelled world. Shares are of all devices, events are per device
 * of the kind and year. Placeholder rates follow what firmware reports in the field: of system
 * makers 14 %, of models 17 %, of board serials far more (see `placeholder` in `devices.ts`).
 */
export interface Rates {
  readonly devices: number;
  readonly laptop: number;
  readonly desktop: number;
  readonly server: number;
  readonly vm: number;
  readonly container: number;
  readonly blade: number;
  readonly switch: number;
  readonly stack: number;
  readonly printer: number;
  readonly thing: number;
  /** Desktops built by nobody in particular: their firmware was never filled in. */
  readonly whitebox: number;
  /** Laptops that hang on a dock, whose address their neighbor borrows another day. */
  readonly docked: number;
  readonly randomisedMac: number;
  readonly sharedBluetooth: number;
  readonly reimaged: number;
  readonly wiped: number;
  readonly renamed: number;
  readonly boardSwapped: number;
  readonly nicMoved: number;
  /** Virtual machines copied with their identity, both alive. */
  readonly cloned: number;
  /** Virtual machines that report their host's serial. */
  readonly hostSerial: number;
  /** Servers whose management controller states another serial than DMI. */
  readonly redfishDiffers: number;
  /** Switches of which one source gives a module's serial for the chassis. */
  readonly moduleSerial: number;
  /** Purchases typed with O for 0. */
  readonly mistyped: number;
}

export const RATES: Rates = {
  devices: 3000,
  laptop: 0.4,
  desktop: 0.16,
  server: 0.08,
  vm: 0.1,
  container: 0.02,
  blade: 0.02,
  switch: 0.05,
  stack: 0.02,
  printer: 0.04,
  thing: 0.11,
  whitebox: 0.25,
  docked: 0.35,
  randomisedMac: 0.15,
  sharedBluetooth: 0.02,
  reimaged: 0.1,
  wiped: 0.05,
  renamed: 0.1,
  boardSwapped: 0.01,
  nicMoved: 0.005,
  cloned: 0.005,
  hostSerial: 0.01,
  redfishDiffers: 0.05,
  moduleSerial: 0.03,
  mistyped: 0.002,
};
