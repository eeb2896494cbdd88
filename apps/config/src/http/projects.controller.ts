import { Body, Controller, Get, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Authenticated } from '../auth/token.guard.ts';
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
  @Post()
  @HttpCode(201)
  create(@Body() body: unknown, @Req() request: Authenticated): Promise<ProjectView> {
    return this.projects.create(checkProject(body), request.who);
  }

  @ApiOperation({ summary: 'List the projects' })
  @Get()
  async list(): Promise<{ projects: ProjectView[] }> {
    return { projects: await this.projects.list() };
  }

  @ApiOperation({ summary: 'One project' })
  @Get(':id')
  async get(@Param('id') id: string): Promise<ProjectView> {
    const project = await this.projects.get(id);
    if (project === undefined) throw new Refused(404, 'there is no such project');
    return project;
  }
}
