import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Browsers } from '../auth/browser.ts';
import { Needs, Public } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { People } from './people.ts';
import { Credentials, PasswordChange, SessionOptions, SessionView } from './schemas.ts';
import { personSession, sessionView } from './session-view.ts';
import { SignIn } from './sign-in.ts';
import { OIDC } from './injected.ts';
import { type OidcSignIn } from './oidc-sign-in.ts';

const checkCredentials = bodyCheck(Credentials);
const checkChange = bodyCheck(PasswordChange);

@ApiTags('session')
@Controller('api/session')
export class SessionController {
  constructor(
    @Inject(Browsers) private readonly browsers: Browsers,
    @Inject(OIDC) private readonly oidc: OidcSignIn | undefined,
    @Inject(People) private readonly people: People,
    @Inject(SignIn) private readonly signIn: SignIn,
  ) {}

  @ApiOperation({ summary: 'How one may sign in here' })
  @Answers(200, SessionOptions)
  @Public()
  @Get('options')
  async options() {
    const oidc = this.oidc ? { name: this.oidc.name } : null;
    return { setup: !(await this.people.any()), password: this.signIn.policy.password, oidc };
  }

  @ApiOperation({ summary: 'Who is signed in' })
  @Answers(200, SessionView)
  @Needs('viewer', { of: 'self' })
  @Get()
  get(@Req() request: Authenticated) {
    return sessionView(request);
  }

  @ApiOperation({ summary: 'Sign in with a password: sets the cookie ks_session' })
  @ApiBody({ schema: openApiSchema(Credentials) })
  @Answers(200, SessionView, 401, 422, 429)
  @Public()
  @Post()
  @HttpCode(200)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const given = checkCredentials(body);
    const email = given.email.toLowerCase();
    audit(request, { who: email });
    const person = await this.signIn.withPassword(email, given.password, request.ip);
    return personSession(await this.browsers.signIn(person.id, request, reply));
  }

  @ApiOperation({ summary: 'Sign out' })
  @Answers(204, null)
  @Needs('viewer', { of: 'self' })
  @Delete()
  @HttpCode(204)
  async delete(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.browsers.signOut(request, reply);
  }

  @ApiOperation({ summary: "Change one's own password: every other session ends" })
  @ApiBody({ schema: openApiSchema(PasswordChange) })
  @Answers(200, SessionView, 422, 429)
  @Needs('viewer', { of: 'self' })
  @Post('password')
  @HttpCode(200)
  async password(
    @Body() body: unknown,
    @Req() request: FastifyRequest & Authenticated,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.signIn.changePassword(request.actor, checkChange(body), request.ip);
    return personSession(await this.browsers.signIn(request.actor.id, request, reply));
  }
}
