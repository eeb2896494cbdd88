import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Authenticated } from '../auth/actor.ts';
import { Needs } from '../auth/needs.ts';
import { roleIn } from '../auth/roles.ts';
import { Projects, type ProjectView } from '../store/projects.ts';
import { Refused } from './api-error.filter.ts';
import { bodyCheck } from './body.ts';
import { openApiSchema } from './openapi.ts';
import { NewProject } from './requests.ts';

const checkProject = bodyCheck(NewProject);

@ApiTags('projects')
@ApiBearerAuth()
@Controller('api/projects')
export class ProjectsController {
  constructor(@Inject(Projects) private readonly projects: Projects) {}

  @ApiOperation({ summary: 'Register an Amplitude project: its API key is what SDKs send' })
  @ApiBody({ schema: openApiSchema(NewProject) })
  @Needs('admin', { of: 'installation' })
  @Post()
  @HttpCode(201)
  create(@Body() body: unknown, @Req() request: Authenticated): Promise<ProjectView> {
    return this.projects.create(checkProject(body), request.who);
  }

  @ApiOperation({ summary: 'List the projects that you have a role in' })
  @Needs('viewer', { of: 'anything' })
  @Get()
  async list(@Req() { actor }: Authenticated): Promise<{ projects: ProjectView[] }> {
    const projects = await this.projects.list();
    return { projects: projects.filter(({ id }) => roleIn(actor.access, id) !== undefined) };
  }

  @ApiOperation({ summary: 'One project' })
  @Needs('viewer')
  @Get(':project')
  async get(@Param('project') id: string): Promise<ProjectView> {
    const project = await this.projects.get(id);
    if (project === undefined) throw new Refused(404, 'there is no such project');
    return project;
  }
}
