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

/** "is required" becomes "This is required.". */
export function asSentence(problem: string): string {
  const verb =
    /^(?:is|are|must|needs|has|can|cannot|may|does|should|contains|appears|stands|repeats|refers|will)\b/.test(problem);
  const text = verb ? `This ${problem}` : problem.charAt(0).toUpperCase() + problem.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
