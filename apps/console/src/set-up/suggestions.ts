import { useQuery } from '@tanstack/react-query';
import { standardsQuery, suggestionsQuery, type SeenName, type Suggestions } from '../api/suggestions.ts';

export { type SeenName, type Suggestions };

const nothing: Suggestions = { events: [], eventProperties: [], userProperties: [], paths: [] };

/** Names that the project's traffic has shown; none until they are known, or where none was seen. */
export function useSuggestions(project: string): Suggestions {
  return useQuery(suggestionsQuery(project)).data ?? nothing;
}

const noStandards: readonly string[] = [];

/** Kochava's own event names. */
export function useStandards(): readonly string[] {
  return useQuery(standardsQuery).data?.events ?? noStandards;
}
