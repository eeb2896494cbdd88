import { SetMetadata } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';

/** What a handler adds to the entry that the audit log gets for its request. Never a secret: fingerprints at most. */
export interface Audited {
  /** Where the path does not say it: the project that was made, say. */
  readonly project?: string;
  /** Where nobody was known when the request came: who signed in, or tried to. */
  readonly who?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const changesNothing = 'kochava-stream:changes-nothing';
const additions = new WeakMap<object, Audited>();

/**
 * Says more about a request in the audit log, which has an entry for every POST, PUT, PATCH and DELETE anyway: its
 * route, parameters, project, actor, address, request id and outcome.
 */
export function audit(request: object, addition: Audited): void {
  additions.set(rawOf(request), { ...additions.get(rawOf(request)), ...addition });
}

export function auditedOf(request: object): Audited {
  return additions.get(rawOf(request)) ?? {};
}

/** For a POST that only asks (a dry run, a validation while somebody types): it leaves no entry in the audit log. */
export function ChangesNothing(): MethodDecorator {
  return SetMetadata(changesNothing, true);
}

export function isChange(method: string, handler: object): boolean {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return false;
  return Reflect.getMetadata(changesNothing, handler) !== true;
}

function rawOf(request: object): object {
  return (request as Partial<FastifyRequest>).raw ?? request;
}
