/** What a caller is told when a request is not answered: status, a code for programs, words for people. */
import type { Problem } from '@muster/facts/parsed';
import { StorageError } from '../store/port.ts';

export interface ErrorBody {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly problems?: readonly Problem[];
  };
}

/** Thrown inside a request, since hooks, parsers and handlers of the framework end that way. */
export class RequestFailure extends Error {
  readonly statusCode: number;
  readonly code: string;
  readonly problems: readonly Problem[];
  /** Seconds after which asking again may help. */
  readonly retryAfter: number | undefined;

  constructor(
    statusCode: number,
    code: string,
    message: string,
    more: { readonly problems?: readonly Problem[]; readonly retryAfter?: number } = {},
  ) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.problems = more.problems ?? [];
    this.retryAfter = more.retryAfter;
  }
}

export function errorBody(
  code: string,
  message: string,
  problems: readonly Problem[] = [],
): ErrorBody {
  return { error: { code, message, ...(problems.length > 0 && { problems }) } };
}

/** A database that restarts, or another that takes over, is back in some seconds. */
const STORAGE_RETRY_S = 5;

/** The framework's own refusals in our words; anything else is a bug and says nothing outside. */
export function describeError(error: unknown): {
  readonly status: number;
  readonly body: ErrorBody;
  readonly retryAfter?: number;
} {
  if (error instanceof RequestFailure) {
    return {
      status: error.statusCode,
      body: errorBody(error.code, error.message, error.problems),
      ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
    };
  }
  if (error instanceof StorageError) {
    const body = errorBody('storage', 'the database does not answer or is full: ask again');
    return { status: 503, body, retryAfter: STORAGE_RETRY_S };
  }
  const { code, statusCode } = partsOf(error);
  const known = FRAMEWORK_ERRORS[code ?? ''];
  if (known !== undefined) return known;
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500 && error instanceof Error) {
    return { status: statusCode, body: errorBody('bad-request', error.message) };
  }
  return { status: 500, body: errorBody('internal', 'something went wrong here; the log has it') };
}

const FRAMEWORK_ERRORS: Readonly<Record<string, { status: number; body: ErrorBody }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    status: 413,
    body: errorBody('too-large', 'the body is larger than this request may have'),
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    status: 415,
    body: errorBody(
      'media-type',
      'send application/json, or application/x-ndjson for observations',
    ),
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    status: 400,
    body: errorBody('content-length', 'the body is not as long as its content-length says'),
  },
  FST_ERR_CTP_EMPTY_JSON_BODY: {
    status: 400,
    body: errorBody('bad-json', 'the body is empty'),
  },
};

function partsOf(error: unknown): { code?: string; statusCode?: number } {
  if (typeof error !== 'object' || error === null) return {};
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const status =
    'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  return {
    ...(code !== undefined && { code }),
    ...(status !== undefined && { statusCode: status }),
  };
}
