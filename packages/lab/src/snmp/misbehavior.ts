/**
 * What a simulated device does wrong when asked to: each fault is one that real agents or networks
 * show. Pure: given the honest answer, says which bytes go out and when.
 */
import { type Arcs, encodeResponse, encodeVarbind, PDU, type Request, TAG } from './ber.ts';

export interface Misbehavior {
  /** Answers that many requests, then never again. */
  readonly silentAfter?: number;
  readonly delayMs?: number;
  /** The share of requests that get lost, from 0 to 1. */
  readonly loss?: number;
  /** Every second answer waits until the next one has gone out. */
  readonly reorder?: boolean;
  /** Every answer goes out twice. */
  readonly duplicate?: boolean;
  /**
   * GETNEXT and GETBULK never come to an end: below `under` the device counts to `length` in the
   * last arc, over and over. With length 1 it repeats one OID.
   */
  readonly loop?: { readonly under: Arcs; readonly length: number };
  /** GETBULK that could give more varbinds than this is answered tooBig. */
  readonly tooBigAbove?: number;
  /** GETBULK that could give more varbinds than this is not answered at all. */
  readonly silentAbove?: number;
  /** Only the first octets of each answer go out. */
  readonly truncateAt?: number;
  /** Each answer is followed by this instead of what was asked for. */
  readonly replaceWith?: Uint8Array;
  /** Every value is an OCTET STRING of this text, whatever it should be. */
  readonly everyValue?: Uint8Array;
}

export interface Outgoing {
  readonly bytes: Uint8Array;
  readonly delayMs: number;
  /** Held back until the next answer has gone. */
  readonly held: boolean;
}

/**
 * @param served how many requests came before this one.
 * @param random from 0 to 1, for losses.
 */
export function misbehave(
  faults: Misbehavior,
  request: Request,
  honest: Uint8Array | undefined,
  served: number,
  random: () => number,
): readonly Outgoing[] {
  if (faults.silentAfter !== undefined && served >= faults.silentAfter) return [];
  if (faults.loss !== undefined && random() < faults.loss) return [];
  const asked = varbindsAsked(request);
  if (faults.silentAbove !== undefined && asked > faults.silentAbove) return [];
  const bytes = spoil(faults, request, honest, asked);
  if (bytes === undefined) return [];
  const outgoing = {
    bytes: faults.truncateAt === undefined ? bytes : bytes.subarray(0, faults.truncateAt),
    delayMs: faults.delayMs ?? 0,
    held: faults.reorder === true && served % 2 === 0,
  };
  return faults.duplicate === true ? [outgoing, outgoing] : [outgoing];
}

function spoil(
  faults: Misbehavior,
  request: Request,
  honest: Uint8Array | undefined,
  asked: number,
): Uint8Array | undefined {
  if (faults.replaceWith !== undefined) return faults.replaceWith;
  if (faults.tooBigAbove !== undefined && asked > faults.tooBigAbove) {
    return encodeResponse({ ...request, errorStatus: 1, errorIndex: 0, varbinds: [] });
  }
  const { everyValue } = faults;
  if (everyValue !== undefined) {
    const varbinds = request.oids.map((oid) => {
      const next = request.pdu === PDU.get ? oid : [...oid, 1];
      return encodeVarbind(next, TAG.octetString, everyValue);
    });
    return encodeResponse({ ...request, errorStatus: 0, errorIndex: 0, varbinds });
  }
  if (faults.loop !== undefined && request.pdu !== PDU.get)
    return loop(faults.loop, request, asked);
  return honest;
}

function loop(
  { under, length }: { readonly under: Arcs; readonly length: number },
  request: Request,
  asked: number,
): Uint8Array {
  const varbinds: Uint8Array[] = [];
  const last = request.oids[0] ?? under;
  let arc = last.length > under.length ? (last[under.length] ?? 0) : 0;
  for (let i = 0; i < Math.max(1, Math.min(asked, 50)); i++) {
    arc = (arc % length) + 1;
    varbinds.push(encodeVarbind([...under, arc], TAG.octetString, Buffer.from('again')));
  }
  return encodeResponse({ ...request, errorStatus: 0, errorIndex: 0, varbinds });
}

function varbindsAsked(request: Request): number {
  if (request.pdu !== PDU.getBulk) return request.oids.length;
  const repeaters = Math.max(0, request.oids.length - request.nonRepeaters);
  return request.nonRepeaters + repeaters * request.maxRepetitions;
}
