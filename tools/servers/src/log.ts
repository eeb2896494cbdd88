/** Takes one line for a person: what a step does, or why it was passed over. */
export type Log = (line: string) => void;

export const silent: Log = () => undefined;

/** The message of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
