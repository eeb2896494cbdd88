import { ForbiddenException } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { csrfFits, type Session } from './sessions.ts';

/**
 * Refuses what another site made the browser send. Browsers say where a request comes from (Sec-Fetch-Site), a session's
 * mutations show its CSRF token besides. Requests with a token in `Authorization` are nobody's browser's own idea.
 * @throws ForbiddenException
 */
export function refuseForgery(request: FastifyRequest, session: Session | undefined): true {
  const { method, headers } = request;
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return true;
  const site = headers['sec-fetch-site'];
  if (headers.authorization === undefined && (site === 'cross-site' || site === 'same-site')) {
    throw new ForbiddenException('another site asked for this');
  }
  if (session !== undefined && !csrfFits(session, headers['x-csrf-token']?.toString())) {
    throw new ForbiddenException('the header X-CSRF-Token is missing or of another session; GET /api/session shows it');
  }
  return true;
}
