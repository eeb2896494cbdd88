/** One field that is wrong, and what to do about it. `field` is a JSON pointer into what was sent. */
export interface Problem {
  readonly field: string;
  readonly problem: string;
}

/** The API refused or failed; `status` 0 = it was not reached at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    message: string,
    readonly problems: readonly Problem[] = [],
  ) {
    super(message);
  }
}
