import { type FastifyRequest } from 'fastify';
import { type Tokens } from '../store/tokens.ts';
import { type Actor } from './actor.ts';
import { looksLikeToken } from './token.ts';

/** Knows who sends a live token: `Authorization: Bearer ks_live_…`. */
export function identifyBy(tokens: Tokens): (request: FastifyRequest) => Promise<Actor | undefined> {
  return async (request) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    return token !== undefined && looksLikeToken(token) ? tokens.actor(token) : undefined;
  };
}
