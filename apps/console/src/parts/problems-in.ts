import { ApiError, type Problem } from '../api/http.ts';

/** The fields that an error names. */
export function problemsIn(error: Error | null): readonly Problem[] {
  return error instanceof ApiError ? error.problems : [];
}
