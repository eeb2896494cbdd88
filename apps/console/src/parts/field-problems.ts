import { type Problem } from '../api/api-error.ts';

/** The problem of one field (a JSON pointer), or of anything inside it, for the line below its control. */
export function problemOf(problems: readonly Problem[], field: string): string | undefined {
  const found = problems.find((problem) => problem.field === field) ?? within(problems, field)[0];
  return found && asSentence(found.problem);
}

/** The problems of a field and of everything inside it. */
export function within(problems: readonly Problem[], field: string): Problem[] {
  return problems.filter((problem) => problem.field === field || problem.field.startsWith(`${field}/`));
}

/** The API says of a field what it is ("is required"), or a sentence of its own. */
const predicate = /^(?:is|are|must|needs|has|can|cannot|may|does|should|contains|appears|stands|repeats|refers|will)\b/;

/** "is required" becomes "This is required."; of a field that is named, "App GUID is required.". */
export function asSentence(problem: string, of?: string): string {
  const text = predicate.test(problem) ? `${of ?? 'This'} ${problem}` : `${of ? `${of}: ` : ''}${capital(problem)}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
