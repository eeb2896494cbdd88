import { ContractError, type DeadLetter } from '@kochava-stream/contracts';

/** A message that cannot be read, or that no transaction can take. */
export interface Poison {
  /** Of the letter. */
  readonly id: string;
  readonly source: DeadLetter['source'];
  /** Where it came from. */
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly error: Error;
  /** ms since the epoch. */
  readonly at: number;
  readonly project?: string | null;
  readonly sync?: string | null;
  readonly traceparent?: string | undefined;
}

/** The dead letter that keeps a message as it came: publishing the decoded payload to its subject tries it again. */
export function poisonLetter(poison: Poison): DeadLetter {
  const { id, source, subject, bytes, error, at, project, sync, traceparent } = poison;
  return {
    v: 1,
    id,
    source,
    kind: 'poison',
    project: project ?? null,
    sync: sync ?? null,
    syncVersion: null,
    reason: 'poison',
    detail: `from ${subject}: ${whatFailed(error)}`,
    reply: null,
    attempts: 0,
    at,
    payload: JSON.stringify(Buffer.from(bytes).toString('base64')),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** Only our own words: another error may quote what it failed on. */
function whatFailed(error: Error): string {
  return error instanceof ContractError ? error.message : error.name;
}
