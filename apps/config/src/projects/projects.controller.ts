import { createHash, randomBytes } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Type } from '@sinclair/typebox';
import { audit } from '../audit/audited.ts';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { roleIn } from '../auth/roles.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Projects, type ProjectView } from '../store/projects.ts';
import { NewProject, NewWebhookSecret, Project } from './new-project.ts';

const checkProject = bodyCheck(NewProject);

@ApiTags('projects')
@Controller('api/projects')
export class ProjectsController {
  constructor(@Inject(Projects) private readonly projects: Projects) {}

  @ApiOperation({ summary: 'Register an Amplitude project: its API key is what SDKs send' })
  @ApiBody({ schema: openApiSchema(NewProject) })
  @Answers(201, Project, 409, 422)
  @Needs('admin', { of: 'installation' })
  @Post()
  @HttpCode(201)
  create(@Body() body: unknown, @Req() request: Authenticated): Promise<ProjectView> {
    return this.projects.create(checkProject(body), request.who);
  }

  @ApiOperation({ summary: 'List the projects that you have a role in' })
  @Answers(200, Type.Object({ projects: Type.Array(Project) }))
  @Needs('viewer', { of: 'anything' })
  @Get()
  async list(@Req() { actor }: Authenticated): Promise<{ projects: ProjectView[] }> {
    const projects = await this.projects.list();
    return { projects: projects.filter(({ id }) => roleIn(actor.access, id) !== undefined) };
  }

  @ApiOperation({ summary: 'One project' })
  @Answers(200, Project, 404)
  @Needs('viewer')
  @Get(':project')
  async get(@Param('project') id: string): Promise<ProjectView> {
    const project = await this.projects.get(id);
    if (project === undefined) throw new Refused(404, 'there is no such project');
    return project;
  }

  @ApiOperation({
    summary: "Make a secret for Amplitude's webhook streaming; it is shown once, and those before stay valid",
  })
  @Answers(201, NewWebhookSecret, 404, 409)
  @Needs('admin')
  @Post(':project/webhook-secrets')
  @HttpCode(201)
  async addWebhookSecret(@Param('project') id: string, @Req() request: Authenticated) {
    const secret = randomBytes(32).toString('base64url');
    const hash = createHash('sha256').update(secret).digest('hex');
    const { webhookSecrets } = await this.projects.addWebhookSecret(id, hash, request.who);
    audit(request, { after: { webhookSecrets } });
    const [fingerprint, header, path] = [hash.slice(0, 12), 'X-Webhook-Secret', `/amplitude/webhook/${id}`];
    return { secret, fingerprint, header, path };
  }

  @ApiOperation({ summary: "Remove a secret of Amplitude's webhook streaming: calls with it are refused from now on" })
  @Answers(200, Project, 404)
  @Needs('admin')
  @Delete(':project/webhook-secrets/:fingerprint')
  async removeWebhookSecret(
    @Param('project') id: string,
    @Param('fingerprint') fingerprint: string,
    @Req() request: Authenticated,
  ): Promise<ProjectView> {
    const project = await this.projects.removeWebhookSecret(id, fingerprint, request.who);
    audit(request, { after: { webhookSecrets: project.webhookSecrets } });
    return project;
  }
}
