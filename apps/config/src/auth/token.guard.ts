import { Injectable, UnauthorizedException, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { type FastifyRequest } from 'fastify';
import { type Tokens } from '../store/tokens.ts';
import { looksLikeToken } from './token.ts';

/** Paths that the platform asks without a token; everything else is denied by default. */
const openPaths = new Set(['/healthz', '/readyz', '/metrics']);

export interface Authenticated {
  /** The token's name: who did it, in the event store. */
  who: string;
}

/** Lets in whoever shows a live token: `Authorization: Bearer ks_live_…`. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(private readonly tokens: Tokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & Partial<Authenticated>>();
    if (openPaths.has(request.url.split('?')[0] ?? '')) return true;
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const owner = token !== undefined && looksLikeToken(token) ? await this.tokens.owner(token) : undefined;
    if (owner === undefined) {
      throw new UnauthorizedException('a valid token is required: send the header "Authorization: Bearer <token>"');
    }
    request.who = owner;
    return true;
  }
}
