import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type } from '@sinclair/typebox';
import { type Logger } from '@kochava-stream/observability';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { AuditLog } from '../audit/audit-log.ts';
import { Browsers } from '../auth/browser.ts';
import { cookieIn, setCookie } from '../auth/cookies.ts';
import { Public } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { LOGGER, OIDC } from './injected.ts';
import { oidcMinutes, safeReturn } from './oidc-logins.ts';
import { type OidcEnd, type OidcSignIn } from './oidc-sign-in.ts';
import { callbackPath, LoginRefused, ProviderUnavailable } from './oidc.ts';

const Begin = Type.Object({
  returnTo: Type.Optional(Type.String({ maxLength: 1000, description: 'the page of the console to go to afterwards' })),
});
const checkBegin = queryCheck(Begin);
const cookieName = 'ks_oidc';

/** Why a login came to nothing, as the login page gets it in `?error=`. */
type Failure = 'expired' | 'refused' | 'unavailable' | 'no-account' | 'disabled';

@ApiTags('session')
@Public()
@Controller('api/session/oidc')
export class OidcController {
  constructor(
    @Inject(OIDC) private readonly oidc: OidcSignIn | undefined,
    @Inject(Browsers) private readonly browsers: Browsers,
    @Inject(AuditLog) private readonly auditLog: AuditLog,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @ApiOperation({ summary: 'Sign in with the identity provider: sends the browser there' })
  @Queried(Begin)
  @Answers(302, null, 404)
  @Get()
  async begin(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const returnTo = safeReturn(checkBegin(query).returnTo);
    const begun = await this.#orFailure(this.#provider().begin(returnTo));
    if (typeof begun === 'string') return failed(reply, begun);
    this.#setCookie(request, reply, begun.cookie, oidcMinutes * 60);
    await reply.redirect(begun.url, 302);
  }

  @ApiOperation({ summary: 'Where the identity provider sends the browser back to' })
  @Answers(302, null, 404)
  @Get('callback')
  async callback(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const cookie = cookieIn(request.headers.cookie, cookieName) ?? '';
    const end = await this.#orFailure(this.#provider().finish(request.url.split('?')[1] ?? '', cookie));
    this.#setCookie(request, reply, '', 0);
    if (typeof end === 'string') return failed(reply, end);
    if (end === undefined) return failed(reply, 'expired');
    const refusal = refusalOf(end);
    await this.#writeDown(request, end, refusal === undefined ? 302 : 403);
    if (refusal !== undefined || end.person === undefined) return failed(reply, refusal ?? 'no-account');
    await this.browsers.signIn(end.person.id, request, reply);
    await reply.redirect(end.returnTo, 302);
  }

  #provider(): OidcSignIn {
    if (this.oidc === undefined) throw new Refused(404, 'there is no identity provider here');
    return this.oidc;
  }

  async #orFailure<T>(step: Promise<T>): Promise<T | Failure> {
    try {
      return await step;
    } catch (error) {
      if (!(error instanceof LoginRefused || error instanceof ProviderUnavailable)) throw error;
      this.logger.warn({ err: error }, 'a login with the identity provider came to nothing');
      return error instanceof LoginRefused ? 'refused' : 'unavailable';
    }
  }

  /** A login is written down although it is a GET. */
  #writeDown(request: FastifyRequest, { who }: OidcEnd, status: number): Promise<void> {
    return this.auditLog.record({ who, method: 'GET', route: callbackPath, ip: request.ip, status });
  }

  /** Lax: the browser comes back from another site. */
  #setCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeSeconds: number): void {
    const secure = this.browsers.overTls(request);
    const options = { path: '/api/session/oidc', sameSite: 'Lax', secure, maxAgeSeconds } as const;
    void reply.header('set-cookie', setCookie(cookieName, value, options));
  }
}

function refusalOf({ person }: OidcEnd): Failure | undefined {
  if (person === undefined) return 'no-account';
  return person.disabled_at === null ? undefined : 'disabled';
}

async function failed(reply: FastifyReply, error: Failure): Promise<void> {
  await reply.redirect(`/login?error=${error}`, 302);
}
