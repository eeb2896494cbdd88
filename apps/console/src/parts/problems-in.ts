import { ApiError, type Problem } from '../api/api-error.ts';

/** The fields that an error names. */
export function problemsIn(error: Error | null): readonly Problem[] {
  return error instanceof ApiError ? error.problems : [];
}
