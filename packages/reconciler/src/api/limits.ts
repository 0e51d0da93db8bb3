/** Every bound of the API in one place, each with its reason. */
import { BATCH_ITEMS_MAX, FRAME_BYTES_MAX } from '@muster/facts/wire';

const KIB = 1024;
const MIB = 1024 * KIB;

/** A body where nothing larger is expected: the largest, an enrolment, is under 2 kB. */
export const BODY_BYTES_MAX: number = 64 * KIB;
/** Observations over HTTP carry the same batches as a frame does, counted after inflating. */
export const OBSERVATIONS_BYTES_MAX: number = FRAME_BYTES_MAX;
/** Touches of 300 bytes could fill a body with 28,000; the core takes them by the batch. */
export const OBSERVATIONS_ITEMS_MAX: number = 10 * BATCH_ITEMS_MAX;
/** An asset row with all its columns is about 600 bytes of JSON: a hundred thousand of them fit. */
export const IMPORT_BYTES_MAX: number = 64 * MIB;
export const IMPORT_ROWS_MAX = 100_000;
/** A file of as many rows, as people upload it: a CSV of them is 10 MB, a workbook 5. */
export const IMPORT_FILE_BYTES_MAX: number = 32 * MIB;
/** Bodies of observations and imports being parsed or applied at once; a further one gets 503. */
export const BODIES_IN_FLIGHT_MAX = 32;

/** Sessions of observers: each costs about 30 kB, so this many are 300 MB. */
export const SESSIONS_MAX = 10_000;
/** Bytes of batches read but not yet durable, over all sessions; beyond it sockets are not read. */
export const INTAKE_BYTES_MAX: number = 128 * MIB;
/** Acks and wants an observer may leave unread before it counts as stuck. */
export const SESSION_BUFFER_BYTES_MAX: number = 4 * MIB;
/** From an open socket to its hello: a slow link needs two round trips. */
export const HELLO_TIMEOUT_MS = 15_000;
/** A peer that answers no ping for this long is gone: two beats of a lost network. */
export const PING_INTERVAL_MS = 20_000;
export const PONG_TIMEOUT_MS = 40_000;
/** Silence of observers is judged by the day; each note is a write. */
export const NOTE_INTERVAL_MS = 300_000;
/** An observer that is noted as connected longer ago was so at a reconciler that ended without a word. */
export const CONNECTED_NOTED_MS = 660_000;
/** Who comes or goes together is told of together, and at most so often: all observers are listed. */
export const GROUPS_SETTLE_MS = 200;
export const GROUPS_INTERVAL_MS = 2000;
/** Observers whose last note is remembered; one forgotten is noted once too often. */
export const OBSERVERS_NOTED_MAX = 100_000;
/** From our close frame to theirs; then the socket is cut. */
export const CLOSE_TIMEOUT_MS = 5_000;
/** `ws` keeps 100 bytes for each piece of an unfinished message: no sender needs more pieces. */
export const FRAGMENTS_MAX = 4096;
export const BUFFERED_CHUNKS_MAX = 32_768;

/** Event clients: browsers with a few tabs each, and bridges. */
export const EVENT_CLIENTS_MAX = 500;
/** What a client may leave unread: about 2,000 findings. It asks again after a cut. */
export const EVENT_BUFFER_BYTES_MAX: number = 1 * MIB;

/** Allowed difference between an observer's clock and ours, each way. */
export const CLOCK_SKEW_SECONDS = 30;
/** Unexpired token ids remembered: more than 1,000 a second for two minutes are no real fleet. */
export const TOKEN_IDS_MAX = 131_072;

/** A thousand scans of some hundred octets each. */
export const STOCKTAKE_BYTES_MAX: number = 1 * MIB;
/** Labels in one print: some thirty sheets of the smallest. */
export const LABELS_MAX = 1_000;

/** A sign-in link is for the person looking at the terminal now. */
export const SIGN_IN_CODE_MINUTES = 15;
export const SIGN_IN_CODES_MAX = 32;
/** A working day; then people sign in again. */
export const SESSION_HOURS = 12;
export const PEOPLE_SESSIONS_MAX = 2_000;
export const USERS_MAX = 10_000;
/** Each scrypt takes 32 MB and about 100 ms of a core: more at once would be an attack. */
export const PASSWORD_CHECKS_MAX = 4;

/** Guessing is hopeless already at this rate: ten a minute from one address. */
export const SIGN_INS_PER_MINUTE = 10;
/** A roll-out behind one address enrols 10,000 machines in half an hour. */
export const ENROLMENTS_PER_MINUTE = 300;
/** One-shot agents behind one address, each with a body an hour, and third parties. */
export const OBSERVATION_POSTS_PER_MINUTE = 6_000;
/** All observers behind one address coming back after we were away. */
export const STREAM_OPENS_PER_MINUTE = 12_000;
/** A busy console page asks five times a second at most. */
export const REQUESTS_PER_MINUTE = 3_000;
/** Addresses whose rates are counted at once; the least recently seen is forgotten. */
export const RATE_ADDRESSES_MAX = 20_000;

/** Longest life of an enrolment token: a roll-out, not a password. */
export const ENROLMENT_HOURS_MAX: number = 90 * 24;
export const ENROLMENT_USES_MAX = 1_000_000;

/** From the last byte of a request's head to its body's last: a slow sender holds a slot. */
export const REQUEST_TIMEOUT_MS = 60_000;
/** Shutdown waits this long for answers under way, then cuts. */
export const DRAIN_TIMEOUT_MS = 5_000;
