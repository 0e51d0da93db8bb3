/** What a well-behaved SNMPv1/v2c agent answers to a request: a pure function over its rows. */
import {
  type Arcs,
  encodeElement,
  encodeOid,
  encodeResponse,
  encodeVarbind,
  PDU,
  type Request,
  TAG,
} from './ber.ts';
import { compareArcs, type Row, type Rows, seek } from './rows.ts';

const ERROR = { none: 0, tooBig: 1, noSuchName: 2, readOnly: 4 } as const;

/** Room for everything around the varbinds: sequence, version, community, PDU header. */
const HEADER_BYTES = 64;

/** No agent repeats more often than this, whatever it is asked. */
const REPETITIONS_MAX = 1000;

const nothing = new Uint8Array(0);

/**
 * @param maxMessageBytes what fits into one answer: GETBULK stops there, the others say tooBig.
 * @returns the encoded answer, or nothing where an agent stays silent (an unknown PDU, GETBULK in v1).
 */
export function answer(
  rows: Rows,
  request: Request,
  maxMessageBytes: number,
): Uint8Array | undefined {
  const room = maxMessageBytes - HEADER_BYTES - request.community.length;
  const fail = (errorStatus: number, errorIndex: number): Uint8Array =>
    encodeResponse({ ...request, errorStatus, errorIndex, varbinds: request.oids.map(echo) });

  if (request.pdu === PDU.getBulk) {
    if (request.version === 0) return undefined;
    return encodeResponse({
      ...request,
      errorStatus: ERROR.none,
      errorIndex: 0,
      varbinds: bulk(rows, request, room),
    });
  }
  if (request.pdu === PDU.set) return fail(ERROR.readOnly, 1);
  if (request.pdu !== PDU.get && request.pdu !== PDU.getNext) return undefined;

  const varbinds: Uint8Array[] = [];
  let size = 0;
  for (const [i, oid] of request.oids.entries()) {
    const row = find(rows, oid, request);
    if (row === undefined && request.version === 0) return fail(ERROR.noSuchName, i + 1);
    const varbind =
      row?.varbind ??
      encodeVarbind(oid, request.pdu === PDU.get ? missing(rows, oid) : TAG.endOfMibView, nothing);
    size += varbind.length;
    if (size > room) return fail(ERROR.tooBig, 0);
    varbinds.push(varbind);
  }
  return encodeResponse({ ...request, errorStatus: ERROR.none, errorIndex: 0, varbinds });
}

function find(rows: Rows, oid: Arcs, request: Request): Row | undefined {
  const next = request.pdu === PDU.getNext;
  let at = seek(rows, oid, next);
  // Counter64 does not exist in SNMPv1: GETNEXT steps over it (RFC 3584 §4.2.2.1).
  while (next && request.version === 0 && rows[at]?.tag === TAG.counter64) at++;
  const row = rows[at];
  return next || (row !== undefined && compareArcs(row.oid, oid) === 0) ? row : undefined;
}

/** noSuchInstance where the object has other instances, noSuchObject otherwise. */
function missing(rows: Rows, oid: Arcs): number {
  const object = oid.slice(0, -1);
  const row = rows[seek(rows, object, false)];
  const known = row !== undefined && object.every((arc, i) => row.oid[i] === arc);
  return known ? TAG.noSuchInstance : TAG.noSuchObject;
}

function bulk(rows: Rows, request: Request, room: number): Uint8Array[] {
  const varbinds: Uint8Array[] = [];
  let size = 0;
  const push = (varbind: Uint8Array): boolean => {
    size += varbind.length;
    // An answer carries at least one varbind, or the manager would ask for the same for ever.
    if (size > room && varbinds.length > 0) return false;
    varbinds.push(varbind);
    return true;
  };
  const cursors: { at: number; last: Arcs }[] = [];
  for (const [i, oid] of request.oids.entries()) {
    const at = seek(rows, oid, true);
    if (i >= request.nonRepeaters) cursors.push({ at, last: oid });
    else if (!push(rows[at]?.varbind ?? encodeVarbind(oid, TAG.endOfMibView, nothing))) {
      return varbinds;
    }
  }
  const repetitions = Math.min(request.maxRepetitions, REPETITIONS_MAX);
  for (let i = 0; i < repetitions && cursors.length > 0; i++) {
    for (const cursor of cursors) {
      const row = rows[cursor.at];
      if (row !== undefined) cursor.last = row.oid;
      cursor.at += 1;
      if (!push(row?.varbind ?? encodeVarbind(cursor.last, TAG.endOfMibView, nothing))) {
        return varbinds;
      }
    }
  }
  return varbinds;
}

/** The request's varbind given back, as error responses do. */
function echo(oid: Arcs): Uint8Array {
  return encodeElement(
    TAG.sequence,
    encodeElement(TAG.oid, encodeOid(oid)),
    encodeElement(TAG.null),
  );
}
