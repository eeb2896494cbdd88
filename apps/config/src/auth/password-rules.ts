import { type Problem } from '@kochava-stream/domain/sync';

const shortest = 12;
const longest = 200;

/** What is wrong with a new password; nothing = it may be used. Length and no obvious guesses, as NIST 800-63B has it. */
export function passwordProblems(password: string, of: { email: string; name: string }, field: string): Problem[] {
  const problem = problemOf(password, of);
  return problem === undefined ? [] : [{ field, problem }];
}

function problemOf(password: string, { email, name }: { email: string; name: string }): string | undefined {
  if (password.length < shortest) return `has fewer than ${shortest} characters`;
  if (password.length > longest) return `has more than ${longest} characters`;
  if (new Set(password).size < 5) return 'repeats a few characters';
  const low = password.toLowerCase();
  const [account = ''] = email.toLowerCase().split('@');
  for (const guess of [account, name.toLowerCase(), 'kochava', 'amplitude', 'password']) {
    if (guess.length >= 4 && low.replaceAll(guess, '').length < 8) return `is little more than "${guess}"`;
  }
  return undefined;
}
