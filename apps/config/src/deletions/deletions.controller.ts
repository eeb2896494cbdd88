import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type } from '@sinclair/typebox';
import { type FastifyRequest } from 'fastify';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { userNameIn } from '../auth/identify.ts';
import { Needs } from '../auth/needs.ts';
import { roleIn } from '../auth/roles.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Queried, queryCheck } from '../http/query.ts';
import { Projects } from '../store/projects.ts';
import { checkDays, idsIn, isTrue } from './asked.ts';
import { DeletionJobs } from './jobs.ts';
import { DeletionDays, DeletionJob, DeletionRequest, DeletionTarget } from './schemas.ts';

const checkRequest = bodyCheck(DeletionRequest);
const checkTarget = queryCheck(DeletionTarget);
const checkQuery = queryCheck(DeletionDays);
type Request = FastifyRequest & Authenticated;

/** Amplitude's User Privacy API: people and devices that are to be forgotten. */
@ApiTags('deletion')
@Controller('api/2/deletions/users')
export class DeletionsController {
  constructor(
    @Inject(DeletionJobs) private readonly jobs: DeletionJobs,
    @Inject(Projects) private readonly projects: Projects,
  ) {}

  @ApiOperation({ summary: 'Forget users and devices; what comes of them later is dropped' })
  @ApiBody({ schema: openApiSchema(DeletionRequest) })
  @Queried(DeletionTarget)
  @Answers(200, DeletionJob, 404, 422)
  @Needs('admin', { of: 'anything' })
  @Post()
  @HttpCode(200)
  async create(@Body() body: unknown, @Query() query: unknown, @Req() request: Request): Promise<DeletionJob> {
    const given = checkRequest(body);
    const project = await this.#project(request, checkTarget(query).project);
    const ids = idsIn(given);
    const projects = isTrue(given.delete_from_org) ? await this.#administered(request) : [];
    const requester = given.requester ?? request.actor.name;
    const [first, ...others] = [project, ...projects.filter((id) => id !== project)];
    const job = await this.jobs.create({ project: first, requester, ...ids });
    const jobs = [job.job];
    for (const other of others) jobs.push((await this.jobs.create({ project: other, requester, ...ids })).job);
    audit(request, { project, after: { jobs, users: ids.users.length, devices: ids.devices.length } });
    return job;
  }

  @ApiOperation({ summary: 'The deletions that were asked for in some days' })
  @Queried(DeletionDays)
  @Answers(200, Type.Array(DeletionJob), 404)
  @Needs('admin', { of: 'anything' })
  @Get()
  async list(@Query() query: unknown, @Req() request: Request): Promise<DeletionJob[]> {
    const { start_day: from, end_day: to, project } = checkQuery(query);
    checkDays(from, to);
    return await this.jobs.list(await this.#project(request, project), from, to);
  }

  /** @throws Refused 400 where it is not said, 403, 404 */
  async #project(request: Request, named: string | undefined): Promise<string> {
    const project = named ?? (await this.#byKey(request)) ?? (await this.#only(request));
    if (roleIn(request.actor.access, project) !== 'admin')
      throw new Refused(403, 'this needs the role admin in its project');
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    return project;
  }

  async #byKey({ headers }: Request): Promise<string | undefined> {
    const key = userNameIn(headers.authorization);
    return key === undefined || key === '' ? undefined : this.jobs.projectOfKey(key);
  }

  async #only(request: Request): Promise<string> {
    const [project, ...others] = await this.#administered(request);
    if (project !== undefined && others.length === 0) return project;
    const problem = 'say which project, or send its API key as the user name of HTTP Basic';
    throw new Refused(400, 'which project is not said', [{ field: 'project', problem }]);
  }

  async #administered({ actor }: Request): Promise<string[]> {
    const all = await this.projects.list();
    return all.map(({ id }) => id).filter((id) => roleIn(actor.access, id) === 'admin');
  }
}
