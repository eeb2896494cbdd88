import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { audit } from '../audit/audited.ts';
import { Browsers } from '../auth/browser.ts';
import { Public } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { personView } from './people.ts';
import { SessionView, Setup } from './schemas.ts';
import { personSession } from './session-view.ts';
import { SetUp } from './setup.ts';

const checkSetup = bodyCheck(Setup);

@ApiTags('session')
@Controller('api/setup')
export class SetupController {
  constructor(
    @Inject(Browsers) private readonly browsers: Browsers,
    @Inject(SetUp) private readonly setUp: SetUp,
  ) {}

  @ApiOperation({ summary: 'Make the first admin with the one-time token, and sign in' })
  @ApiBody({ schema: openApiSchema(Setup) })
  @Answers(201, SessionView, 409, 422, 429)
  @Public()
  @Post()
  @HttpCode(201)
  async create(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const given = checkSetup(body);
    audit(request, { who: given.email.toLowerCase() });
    const person = await this.setUp.firstAdmin(given, request.ip);
    audit(request, { after: personView(person) });
    return personSession(await this.browsers.signIn(person.id, request, reply));
  }
}
