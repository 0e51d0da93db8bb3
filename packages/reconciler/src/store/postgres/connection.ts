/** One connection to PostgreSQL: settings, types, prepared statements, and whether it still stands. */
import { Client, DatabaseError, types } from 'pg';
import { StorageError } from '../port.ts';
import type { Row } from '../rows.ts';
import type { Value } from '../tables.ts';
import type { DatabaseUrl } from './database-url.ts';

/** A column of values for `unnest`, or one value. */
export type Parameter = Value | readonly Value[];

export interface Statement {
  readonly sql: string;
  readonly parameters?: readonly Parameter[];
}

/** Statements on one connection, each answered in its turn. */
export interface Session {
  /** Rows by name. */
  all(sql: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
  /** Rows by place: half the cost where there are many. */
  places(sql: string, parameters?: readonly Parameter[]): Promise<readonly (readonly unknown[])[]>;
  /** @returns how many rows it changed */
  run(sql: string, parameters?: readonly Parameter[]): Promise<number>;
  /** Sends all at once; the first failure is thrown when all are answered. */
  runAll(statements: readonly Statement[]): Promise<void>;
}

export interface PostgresConnection extends Session {
  /** Statements of ours, several in one text, with nothing bound: what is not worth preparing. */
  script(sql: string): Promise<void>;
  /** @throws where the server rolled back instead, as it does after a statement that failed */
  commit(): Promise<void>;
  readonly isLost: boolean;
  /** Runs once, when it is lost or closed. */
  onEnd(listener: () => void): void;
  onNotification(listener: (channel: string, payload: string) => void): void;
  close(): Promise<void>;
}

/** To be told that a server is not there. */
export const CONNECT_MS: number = 10_000;
/** A connection through which nothing came is asked after. */
const KEEP_ALIVE_MS = 10_000;

const INT8 = 20;
/** 64-bit integers are ids and times here, both far below 2^53. */
export const getTypeParser: typeof types.getTypeParser = ((oid: number, format?: 'text') =>
  oid === INT8 ? Number : types.getTypeParser(oid, format)) as typeof types.getTypeParser;

export interface ConnectionOptions {
  /** Of this connection alone (`SET`), trusted text. */
  readonly settings?: Readonly<Record<string, string>>;
  /** After so long without an answer the connection is given up; unbounded where absent. */
  readonly answerMs?: number;
}

/**
 * @throws StorageError: not reachable, not admitted; the message names the database, never a password
 */
export async function connectPostgres(
  url: DatabaseUrl,
  { settings = {}, answerMs }: ConnectionOptions = {},
): Promise<PostgresConnection> {
  const client = new Client({
    connectionString: url.reveal(),
    application_name: 'muster',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    types: { getTypeParser },
    pipeline: true,
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
  });
  const connection = connectionOver(client);
  try {
    await client.connect();
    const sets = Object.entries(settings).map(([name, value]) => `SET ${name} = ${value};`);
    await client.query(SETTINGS + sets.join(''));
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw new StorageError(`${url} cannot be reached: ${messageOf(cause)}`);
  }
  return connection;
}

/**
 * Whatever the defaults of server, database and role are. The server lets go of what a host held that
 * is gone without a word (locks, its turn) after a minute; by default it takes two hours.
 */
const SETTINGS = `
  SET standard_conforming_strings = on;
  SET tcp_keepalives_idle = 20; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 4;
  SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off';`;

function connectionOver(client: Client): PostgresConnection {
  let isLost = false;
  const listeners: (() => void)[] = [];
  const end = (): void => {
    if (isLost) return;
    isLost = true;
    for (const listener of listeners) listener();
  };
  client.on('error', end);
  client.on('end', end);
  const ask = (sql: string, values: readonly Parameter[], rowMode?: 'array') =>
    client.query({
      name: nameOf(sql),
      text: sql,
      values: values.map(encode),
      ...(rowMode && { rowMode }),
    });
  return {
    all: async (sql, parameters = []) => (await ask(sql, parameters)).rows,
    places: async (sql, parameters = []) => (await ask(sql, parameters, 'array')).rows,
    run: async (sql, parameters = []) => (await ask(sql, parameters)).rowCount ?? 0,
    runAll: async (statements) => {
      const answers = await Promise.allSettled(
        statements.map(({ sql, parameters = [] }) => ask(sql, parameters)),
      );
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    },
    script: async (sql) => {
      await client.query(sql);
    },
    commit: async () => {
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new Error('the transaction had failed before its commit');
    },
    get isLost() {
      return isLost;
    },
    onEnd: (listener) => {
      listeners.push(listener);
    },
    onNotification: (listener) => {
      client.on('notification', ({ channel, payload = '' }) => listener(channel, payload));
    },
    close: async () => {
      await client.end().catch(() => undefined);
    },
  };
}

/** One name a text: each connection prepares what it meets, and there are few texts. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `muster_${names.size}`;
  names.set(sql, name);
  return name;
}

/** As text, which the server reads in the type that the statement says; arrays as its array literals. */
function encode(parameter: Parameter): string | null {
  if (parameter === null) return null;
  if (typeof parameter === 'string') return storable(parameter);
  if (typeof parameter === 'number') return String(parameter);
  return `{${parameter.map(encodeElement).join(',')}}`;
}

function encodeElement(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number') return String(value);
  return `"${storable(value).replace(/["\\]/g, '\\$&')}"`;
}

/** The one character that PostgreSQL's text cannot hold; written and looked up in the same way. */
function storable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\u{fffd}') : text;
}

/**
 * Classes and codes of SQLSTATE (PostgreSQL's manual, appendix A) that are the world's doing and not
 * a statement's.
 */
const WORLDLY: readonly string[] = [
  '08', // connection exception
  '25006', // read-only transaction: a standby
  '25P03', // idle in transaction for too long
  '40', // serialization failure, deadlock
  '53', // disk full, out of memory, too many connections
  '55P03', // lock not available in time
  '57', // shutdown, cancelled
  '58', // input/output error
];

/** What the server told of, as the storage port says it; `undefined`: a fault of ours. */
export function storageErrorOf(cause: unknown): StorageError | undefined {
  const code = codeOf(cause);
  if (code === undefined || !WORLDLY.some((each) => code.startsWith(each))) return undefined;
  return new StorageError(`the database could not do it: ${messageOf(cause)}`);
}

/** SQLSTATE of a failure that the server told of. */
export function codeOf(cause: unknown): string | undefined {
  return cause instanceof DatabaseError ? cause.code : undefined;
}

export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
