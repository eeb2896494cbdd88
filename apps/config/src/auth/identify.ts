import { type FastifyRequest } from 'fastify';
import { type Tokens } from '../store/tokens.ts';
import { type Actor } from './actor.ts';
import { cookieIn, sessionCookie } from './cookies.ts';
import { type Session, type Sessions } from './sessions.ts';
import { looksLikeToken } from './token.ts';

/** Whom a request is from, and by which session if it is a person in a browser. */
export interface Identity {
  readonly actor: Actor;
  readonly session?: Session;
}

/**
 * Knows who sends a live token (`Authorization: Bearer ks_live_…`) or a living session's cookie. A token that is shown
 * counts alone: a wrong one is not made good by a cookie.
 */
export function identifyBy(tokens: Tokens, sessions: Sessions) {
  return async (request: FastifyRequest, active: boolean): Promise<Identity | undefined> => {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined && authorization !== '') return byToken(tokens, authorization);
    const value = cookieIn(cookie, sessionCookie);
    if (value === undefined || value === '') return undefined;
    const session = await sessions.find(value, active && request.headers['x-background'] === undefined);
    return session && { actor: session.actor, session };
  };
}

async function byToken(tokens: Tokens, authorization: string): Promise<Identity | undefined> {
  const token = /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? passwordIn(authorization);
  const actor = token !== undefined && looksLikeToken(token) ? await tokens.actor(token) : undefined;
  return actor && { actor };
}

/** The user name of HTTP Basic: clients of Amplitude's APIs send a project's API key there. */
export function userNameIn(authorization: string | undefined): string | undefined {
  return basicIn(authorization ?? '')?.[0];
}

/** HTTP Basic, as clients of Amplitude's APIs send it: the token is the password, whoever the user is said to be. */
function passwordIn(authorization: string): string | undefined {
  return basicIn(authorization)?.[1];
}

function basicIn(authorization: string): string[] | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization)?.[1];
  return encoded === undefined ? undefined : Buffer.from(encoded, 'base64').toString('utf8').split(':');
}
