import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { atLeast, roleIn, type Access } from '../auth/roles.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { Projects } from '../store/projects.ts';
import { Tokens } from '../store/tokens.ts';
import { KnownProjects } from './known-projects.ts';
import { pageOf } from './page.ts';
import { MintedToken, NewToken, Page, TokenList } from './schemas.ts';

const checkToken = bodyCheck(NewToken);
const checkPage = queryCheck(Page);

@ApiTags('tokens')
@Needs('admin', { of: 'anything' })
@Controller('api/tokens')
export class TokensController {
  readonly #known: KnownProjects;

  constructor(
    @Inject(Tokens) private readonly tokens: Tokens,
    @Inject(Projects) projects: Projects,
  ) {
    this.#known = new KnownProjects(projects);
  }

  @ApiOperation({ summary: 'The API tokens that you may revoke, newest first' })
  @Queried(Page)
  @Answers(200, TokenList)
  @Get()
  async list(@Query() query: unknown, @Req() { actor }: Authenticated) {
    const { limit, before } = checkPage(query);
    const { items, next } = pageOf(await this.tokens.list(actor.access, limit + 1, before), limit, ({ id }) => id);
    return { tokens: items, next };
  }

  @ApiOperation({ summary: 'Make a token for a program; it is shown once' })
  @ApiBody({ schema: openApiSchema(NewToken) })
  @Answers(201, MintedToken, 422)
  @Post()
  @HttpCode(201)
  async create(@Body() body: unknown, @Req() request: Authenticated) {
    const given = checkToken(body);
    await this.#known.check(given.access);
    mayManage(request.actor.access, given.access);
    const { view, token } = await this.tokens.create({ ...given, createdBy: request.who });
    audit(request, { after: view });
    return { ...view, token };
  }

  @ApiOperation({ summary: 'Revoke a token: it opens nothing any more, from now on' })
  @Answers(204, null, 404)
  @Delete(':token')
  @HttpCode(204)
  async revoke(@Param('token') id: string, @Req() request: Authenticated): Promise<void> {
    const token = await this.tokens.get(id);
    if (token === undefined) throw new Refused(404, 'there is no such token');
    mayManage(request.actor.access, token.access);
    await this.tokens.revoke(id);
    audit(request, { before: token });
  }
}

/** A token is given and taken by who is admin of everything that it opens. @throws Refused 403 */
function mayManage(actor: Access, token: Access): void {
  const everywhere = Object.keys(token.projects).every((project) => atLeast(roleIn(actor, project), 'admin'));
  const some = Object.keys(token.projects).length > 0;
  if (actor.installation || (everywhere && some && !token.installation)) return;
  throw new Refused(403, 'this needs the role admin in every project of the token');
}
