/** Written by `npm run checks` of schemas that TypeBox compiled; a test holds it to them. */
// @ts-nocheck: the compiler writes JavaScript; what is exported says its types.
import type { Admitted, KnownFile, BatchHead, SpooledItem, LossRecord, ErrorBody, IdentityFile, PostBody } from './schemas.ts';

/** Characters as JSON Schema counts them. */
const Guard = { CodePointCount: (text) => Array.from(text).length };

export const isAdmitted: (value: unknown) => value is Admitted = (() => {
  const External = [];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("observerId" in value && (typeof value.observerId === "string" && ((value.observerId.length >= 2 || (value.observerId.length >= 1 && Guard.CodePointCount(value.observerId) >= 1)) && (value.observerId.length <= 256 || (value.observerId.length <= 512 && Guard.CodePointCount(value.observerId) <= 256)))))));
  return check_0;
})();

export const isKnownFile: (value: unknown) => value is KnownFile = (() => {
  const External = [/^.*$/u];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("schema" in value && "observerId" in value) && "records" in value) && (((typeof value.schema === "string" && value.schema === "muster.known/1") && typeof value.observerId === "string") && ((typeof value.records === "object" && value.records !== null && !(Array.isArray(value.records))) && Object.entries(value.records).every(([unique_0, unique_1], _) => ((!(External[0].test(unique_0)) || (typeof unique_1 === "string" && (unique_1.length <= 64 || (unique_1.length <= 128 && Guard.CodePointCount(unique_1) <= 64)))))))))));
  return check_0;
})();

export const isBatchHead: (value: unknown) => value is BatchHead = (() => {
  const External = [];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (("schema" in value && "records" in value) && (((typeof value.schema === "string" && value.schema === "muster.spool/1") && (value.observerId === undefined || (!("observerId" in value) || (typeof value.observerId === "string" && (value.observerId.length >= 2 || (value.observerId.length >= 1 && Guard.CodePointCount(value.observerId) >= 1)))))) && (Array.isArray(value.records) && (value.records.every((unique_0, index) => (((typeof unique_0 === "object" && unique_0 !== null && !(Array.isArray(unique_0))) && ((("id" in unique_0 && "source" in unique_0) && "key" in unique_0) && (((typeof unique_0.id === "string" && (typeof unique_0.source === "string" && (((((((((unique_0.source === "agent" || unique_0.source === "snmp") || unique_0.source === "ssh") || unique_0.source === "mqtt") || unique_0.source === "dhcp") || unique_0.source === "arp") || unique_0.source === "mdns") || unique_0.source === "ssdp") || unique_0.source === "redfish") || unique_0.source === "import"))) && typeof unique_0.key === "string") && (unique_0.fingerprint === undefined || (!("fingerprint" in unique_0) || typeof unique_0.fingerprint === "string"))))))) && value.records.length >= 1))))));
  return check_0;
})();

export const isSpooledItem: (value: unknown) => value is SpooledItem = (() => {
  const External = [];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("observer" in value && ((typeof value.observer === "object" && value.observer !== null && !(Array.isArray(value.observer))) && ("id" in value.observer && typeof value.observer.id === "string")))));
  return check_0;
})();

export const isLossRecord: (value: unknown) => value is LossRecord = (() => {
  const External = [/^.*$/u];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && (((("turn" in value && "counts" in value) && "going" in value) && Object.getOwnPropertyNames(value).length === 3) && (((Number.isInteger(value.turn) && (!((Number.isFinite(value.turn) || typeof value.turn === "bigint")) || value.turn >= 0)) && ((typeof value.counts === "object" && value.counts !== null && !(Array.isArray(value.counts))) && Object.entries(value.counts).every(([unique_0, unique_1], _) => ((!(External[0].test(unique_0)) || (Number.isInteger(unique_1) && (!((Number.isFinite(unique_1) || typeof unique_1 === "bigint")) || unique_1 >= 0))))))) && (Array.isArray(value.going) && (value.going.every((unique_2, index) => ((typeof unique_2 === "string" && (unique_2.length <= 64 || (unique_2.length <= 128 && Guard.CodePointCount(unique_2) <= 64))))) && value.going.length <= 32))))));
  return check_0;
})();

export const isErrorBody: (value: unknown) => value is ErrorBody = (() => {
  const External = [];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ("error" in value && (typeof value.error === "string" || ((typeof value.error === "object" && value.error !== null && !(Array.isArray(value.error))) && ("message" in value.error && typeof value.error.message === "string"))))));
  return check_0;
})();

export const isIdentityFile: (value: unknown) => value is IdentityFile = (() => {
  const External = [/(^schema$|^installId$|^enrolled$|^candidate$)/u, /^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{43}$/u, /^[A-Za-z0-9_-]{43}$/u];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("schema" in value && "installId" in value) && Object.getOwnPropertyNames(value).every((unique_0, unique_1) => ((External[0].test(unique_0) || false)))) && ((((typeof value.schema === "string" && value.schema === "muster.identity/1") && (typeof value.installId === "string" && ((value.installId.length >= 72 || (value.installId.length >= 36 && Guard.CodePointCount(value.installId) >= 36)) && (value.installId.length <= 36 || (value.installId.length <= 72 && Guard.CodePointCount(value.installId) <= 36))))) && (value.enrolled === undefined || (!("enrolled" in value) || ((typeof value.enrolled === "object" && value.enrolled !== null && !(Array.isArray(value.enrolled))) && (((("observerId" in value.enrolled && "key" in value.enrolled) && "tokenDigest" in value.enrolled) && "enrolledAt" in value.enrolled) && ((((typeof value.enrolled.observerId === "string" && ((value.enrolled.observerId.length >= 2 || (value.enrolled.observerId.length >= 1 && Guard.CodePointCount(value.enrolled.observerId) >= 1)) && (value.enrolled.observerId.length <= 256 || (value.enrolled.observerId.length <= 512 && Guard.CodePointCount(value.enrolled.observerId) <= 256)))) && ((typeof value.enrolled.key === "object" && value.enrolled.key !== null && !(Array.isArray(value.enrolled.key))) && (((("kty" in value.enrolled.key && "crv" in value.enrolled.key) && "x" in value.enrolled.key) && "d" in value.enrolled.key) && ((((typeof value.enrolled.key.kty === "string" && value.enrolled.key.kty === "OKP") && (typeof value.enrolled.key.crv === "string" && value.enrolled.key.crv === "Ed25519")) && (typeof value.enrolled.key.x === "string" && External[1].test(value.enrolled.key.x))) && (typeof value.enrolled.key.d === "string" && External[2].test(value.enrolled.key.d)))))) && (typeof value.enrolled.tokenDigest === "string" && (value.enrolled.tokenDigest.length <= 64 || (value.enrolled.tokenDigest.length <= 128 && Guard.CodePointCount(value.enrolled.tokenDigest) <= 64)))) && (typeof value.enrolled.enrolledAt === "string" && (value.enrolled.enrolledAt.length <= 64 || (value.enrolled.enrolledAt.length <= 128 && Guard.CodePointCount(value.enrolled.enrolledAt) <= 64))))))))) && (value.candidate === undefined || (!("candidate" in value) || ((typeof value.candidate === "object" && value.candidate !== null && !(Array.isArray(value.candidate))) && (((("kty" in value.candidate && "crv" in value.candidate) && "x" in value.candidate) && "d" in value.candidate) && ((((typeof value.candidate.kty === "string" && value.candidate.kty === "OKP") && (typeof value.candidate.crv === "string" && value.candidate.crv === "Ed25519")) && (typeof value.candidate.x === "string" && External[3].test(value.candidate.x))) && (typeof value.candidate.d === "string" && External[4].test(value.candidate.d)))))))))));
  return check_0;
})();

export const isPostBody: (value: unknown) => value is PostBody = (() => {
  const External = [/^.*$/u];
  const check_0 = ((value) => ((typeof value === "object" && value !== null && !(Array.isArray(value))) && ((("counts" in value && "exceptions" in value) && "wanted" in value) && ((((typeof value.counts === "object" && value.counts !== null && !(Array.isArray(value.counts))) && Object.entries(value.counts).every(([unique_0, unique_1], _) => ((!(External[0].test(unique_0)) || (Number.isInteger(unique_1) && (!((Number.isFinite(unique_1) || typeof unique_1 === "bigint")) || unique_1 >= 0)))))) && (Array.isArray(value.exceptions) && value.exceptions.every((unique_2, index) => (((typeof unique_2 === "object" && unique_2 !== null && !(Array.isArray(unique_2))) && (("id" in unique_2 && "disposition" in unique_2) && ((typeof unique_2.id === "string" && (typeof unique_2.disposition === "string" && (((((unique_2.disposition === "applied" || unique_2.disposition === "unchanged") || unique_2.disposition === "duplicate") || unique_2.disposition === "parked") || unique_2.disposition === "refused") || unique_2.disposition === "conflict"))) && (unique_2.reason === undefined || (!("reason" in unique_2) || typeof unique_2.reason === "string"))))))))) && (Array.isArray(value.wanted) && value.wanted.every((unique_3, index) => (((typeof unique_3 === "object" && unique_3 !== null && !(Array.isArray(unique_3))) && (("source" in unique_3 && "key" in unique_3) && ((typeof unique_3.source === "string" && (((((((((unique_3.source === "agent" || unique_3.source === "snmp") || unique_3.source === "ssh") || unique_3.source === "mqtt") || unique_3.source === "dhcp") || unique_3.source === "arp") || unique_3.source === "mdns") || unique_3.source === "ssdp") || unique_3.source === "redfish") || unique_3.source === "import")) && (typeof unique_3.key === "string" && (unique_3.key.length <= 512 || (unique_3.key.length <= 1024 && Guard.CodePointCount(unique_3.key) <= 512)))))))))))));
  return check_0;
})();
