import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { Projects } from '../store/projects.ts';
import { KnownProjects } from './known-projects.ts';
import { pageOf } from './page.ts';
import { People, personView } from './people.ts';
import { NewPersonBody, Page, PersonList, PersonPatch, PersonSchema } from './schemas.ts';
import { SignIn } from './sign-in.ts';

const checkPerson = bodyCheck(NewPersonBody);
const checkPatch = bodyCheck(PersonPatch);
const checkPage = queryCheck(Page);

@ApiTags('people')
@Needs('admin', { of: 'installation' })
@Controller('api/people')
export class PeopleController {
  readonly #known: KnownProjects;

  constructor(
    @Inject(People) private readonly people: People,
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(Projects) projects: Projects,
  ) {
    this.#known = new KnownProjects(projects);
  }

  @ApiOperation({ summary: 'The people of the installation, newest first' })
  @Queried(Page)
  @Answers(200, PersonList)
  @Get()
  async list(@Query() query: unknown) {
    const { limit, before } = checkPage(query);
    const { items, next } = pageOf(await this.people.list(limit + 1, before), limit, ({ id }) => id);
    return { people: items.map(personView), next };
  }

  @ApiOperation({ summary: 'Add a person; a password given here must be changed at the first login' })
  @ApiBody({ schema: openApiSchema(NewPersonBody) })
  @Answers(201, PersonSchema, 409, 422, 429)
  @Post()
  @HttpCode(201)
  async create(@Body() body: unknown, @Req() request: Authenticated) {
    const { password, ...given } = checkPerson(body);
    await this.#known.check(given.access);
    const email = given.email.toLowerCase();
    const hash = password === undefined ? undefined : await this.signIn.hashOf(password, { email, name: given.name });
    const mustChange = hash !== undefined;
    const person = await this.people.create({ ...given, email, password: hash, mustChange, createdBy: request.who });
    audit(request, { after: personView(person) });
    return personView(person);
  }

  @ApiOperation({ summary: 'Change what a person is called or may do, shut them out, or give a new password' })
  @ApiBody({ schema: openApiSchema(PersonPatch) })
  @Answers(200, PersonSchema, 404, 409, 422, 429)
  @Patch(':person')
  async change(@Param('person') id: string, @Body() body: unknown, @Req() request: Authenticated) {
    const { password, ...patch } = checkPatch(body);
    if (patch.access !== undefined) await this.#known.check(patch.access);
    const hash = password === undefined ? undefined : await this.#hash(id, password);
    const { before, after } = await this.people.change(id, { ...patch, password: hash });
    audit(request, { before: personView(before), after: { ...personView(after), newPassword: hash !== undefined } });
    return personView(after);
  }

  async #hash(id: string, password: string): Promise<string> {
    const person = await this.people.get(id);
    if (person === undefined) throw new Refused(404, 'there is no such person');
    return this.signIn.hashOf(password, person);
  }
}
