import { useQuery } from '@tanstack/react-query';
import { standardsQuery, suggestionsQuery, type Standards, type Suggestions } from '../api/suggestions.ts';

export { type Suggestions };

/** A name that traffic has shown. */
export interface SeenName {
  readonly name: string;
  /** '' = traffic has not shown it. */
  readonly lastSeen: string;
  /** Why it cannot be selected; null = it can. */
  readonly refused?: string | null;
}

const nothing: Suggestions = {
  ...{ events: [], eventProperties: [], userProperties: [], groups: [], context: [], paths: [] },
  mappings: {} as Suggestions['mappings'],
};

/** Names that the project's traffic has shown; none until they are known, or where none was seen. */
export function useSuggestions(project: string): Suggestions {
  return useQuery(suggestionsQuery(project)).data ?? nothing;
}

/** Kochava's own names, and what filters can ask for; undefined until they are known. */
export function useStandards(): Standards | undefined {
  return useQuery(standardsQuery).data;
}
