/** Whatever this package throws of its own. */
export class AzotteError extends Error {
  override name = 'AzotteError';
}

/** An argument can not be used. Nothing was sent. */
export class InvalidArgumentError extends AzotteError {
  override name = 'InvalidArgumentError';
}

/** The rules that refuse a call which would put a key at risk or could not work. */
export type Refusal =
  'unknown_key' | 'wrong_key_type' | 'wrong_environment' | 'plain_http' | 'secret_key_in_browser';

/** The call would have put a key at risk or could not have worked. Nothing was sent. */
export class RefusedError extends AzotteError {
  override name = 'RefusedError';
  /** Which rule refused it; give it in the client's `allow` to overrule. */
  readonly reason: Refusal;

  constructor(message: string, reason: Refusal) {
    super(`${message} (To do it all the same: allow: ['${reason}'].)`);
    this.reason = reason;
  }
}

/** The server's pages lead nowhere: a page says that there is more but is empty, or repeats an earlier one. */
export class PaginationError extends AzotteError {
  override name = 'PaginationError';
}

/** A webhook delivery's signature is missing, malformed, wrong or too old. Answer 400 and do not act on the body. */
export class SignatureError extends AzotteError {
  override name = 'SignatureError';
}

/** A webhook delivery is signed rightly, but its body is not an event. */
export class InvalidEventError extends AzotteError {
  override name = 'InvalidEventError';
}

/**
 * Why a call was not tried again: it may have been acted on and carries no idempotency key, it was tried often enough, the
 * next attempt would be past the deadline, or too many calls fail at the moment.
 */
export type Stopped = 'unsafe' | 'max_retries' | 'deadline' | 'budget';

/** What is known of a call, whatever becomes of it. */
export interface CallFacts {
  /** The operation's id in the contract. */
  readonly operation: string;
  /** How many times the request was sent or tried to be. */
  readonly attempts: number;
  /** The key that the call was made under: with the same key it is safe to make again. */
  readonly idempotencyKey: string | undefined;
}

/** A call that did not succeed. */
export class CallError extends AzotteError implements CallFacts {
  override name = 'CallError';
  readonly operation: string;
  readonly attempts: number;
  readonly idempotencyKey: string | undefined;
  /** Why there was no further attempt; `undefined` for a failure that another attempt would not change. */
  stopped: Stopped | undefined;

  constructor(message: string, facts: CallFacts, options?: ErrorOptions) {
    super(message, options);
    this.operation = facts.operation;
    this.attempts = facts.attempts;
    this.idempotencyKey = facts.idempotencyKey;
  }
}

/** No answer came: the connection could not be made or broke, or the browser blocked the request. */
export class NetworkError extends CallError {
  override name = 'NetworkError';

  /** Whether it is certain that the server saw nothing of the request. A browser never tells. */
  get isUnsent(): boolean {
    const { code } = ((this.cause as Error | undefined)?.cause ?? {}) as { code?: string };
    return NOT_CONNECTED.includes(code ?? '');
  }
}

// What Node says where no connection came about.
const NOT_CONNECTED = [
  'ECONNREFUSED',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
];

/** No answer came in time. */
export class TimedOutError extends NetworkError {
  override name = 'TimedOutError';
}

/** What came back. */
export interface Answer {
  /** The HTTP status. */
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly body: string;
  /** Names the request; quote it when you ask for help. */
  readonly requestId: string | undefined;
}

/** What an answer says of an error; none of it where the body is not the API's. */
export interface ErrorBody {
  readonly type?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly details?: object | undefined;
  readonly request_id?: string | undefined;
}

/** The API answered with an error. There is a class for each type and each code of the contract. */
export class StatusError extends CallError implements Answer {
  override name = 'StatusError';
  readonly status: number;
  /** The family of the code; `undefined` where the body is not the API's error. */
  readonly type: string | undefined;
  /** What happened, for a program; `undefined` likewise. */
  readonly code: string | undefined;
  /** What exactly was wrong, as the API said it. */
  readonly details: object;
  readonly requestId: string | undefined;
  /** Milliseconds that the server asked to wait before the next attempt. */
  readonly retryAfter: number | undefined;
  // Not what `console.log(error)` should fill the screen with.
  readonly #answer: Answer;

  constructor(
    message: string,
    facts: CallFacts,
    answer: Answer,
    error: ErrorBody = {},
    retryAfter?: number,
  ) {
    super(message, facts);
    this.status = answer.status;
    this.type = error.type;
    this.code = error.code;
    this.details = error.details ?? {};
    this.requestId = error.request_id ?? answer.requestId;
    this.retryAfter = retryAfter;
    this.#answer = answer;
  }

  get headers(): Headers {
    return this.#answer.headers;
  }

  get body(): string {
    return this.#answer.body;
  }
}

/** The answer is not in the contract: an undocumented status, or a body that is not what the status promises. */
export class UnexpectedResponseError extends StatusError {
  override name = 'UnexpectedResponseError';
}

/** The answer is a success, but its body lacks what the contract promises. The message names it. */
export class InvalidResponseError extends UnexpectedResponseError {
  override name = 'InvalidResponseError';
}

/** The classes of the errors that the contract names. */
export interface ErrorClasses {
  /** By type and code, with a space between them. */
  readonly byCode: ReadonlyMap<string, typeof StatusError>;
  readonly byType: ReadonlyMap<string, typeof StatusError>;
  readonly byStatus: ReadonlyMap<number, typeof StatusError>;
}

/** Returns the error for an answer that is no success: of its code's class, else its type's, else its status's. */
export function errorFor(
  facts: CallFacts,
  answer: Answer,
  retryAfter: number | undefined,
  classes: ErrorClasses,
): StatusError {
  const error = errorBody(answer.body);
  const Class =
    classes.byCode.get(`${error.type} ${error.code}`) ??
    (error.type === undefined
      ? (classes.byStatus.get(answer.status) ?? UnexpectedResponseError)
      : (classes.byType.get(error.type) ?? StatusError));
  return new Class(error.message ?? described(answer), facts, answer, error, retryAfter);
}

function errorBody(body: string): ErrorBody {
  try {
    const { error } = JSON.parse(body);
    const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
    return {
      type: text(error.type),
      code: text(error.code),
      message: text(error.message),
      request_id: text(error.request_id),
      details: isObject(error.details) ? error.details : undefined,
    };
  } catch {
    return {};
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function described({ status, headers, body }: Answer): string {
  // A browser does not tell of a redirect, but for a status of 0.
  if (status < 200 || (status >= 300 && status < 400)) {
    return `HTTP ${status}, a redirect: it was not followed, so that the key does not go there; set baseUrl to it`;
  }
  if (!body) {
    return `HTTP ${status} with an empty body`;
  }
  const kind = headers.get('content-type') ?? 'no content type';
  return `HTTP ${status} with a body that is not the API's error (${kind}): ${body.slice(0, 200)}`;
}
