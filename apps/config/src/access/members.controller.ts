import { Body, Controller, Get, Inject, Param, Put, Req } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { audit } from '../audit/audited.ts';
import { Needs } from '../auth/needs.ts';
import { Answers } from '../http/answers.ts';
import { Refused } from '../http/api-error.filter.ts';
import { bodyCheck } from '../http/body.ts';
import { openApiSchema } from '../http/openapi-schema.ts';
import { Projects } from '../store/projects.ts';
import { memberView, People } from './people.ts';
import { Members, RoleInProject } from './schemas.ts';

const checkRole = bodyCheck(RoleInProject);

@ApiTags('people')
@Needs('admin')
@Controller('api/projects/:project/people')
export class MembersController {
  constructor(
    @Inject(People) private readonly people: People,
    @Inject(Projects) private readonly projects: Projects,
  ) {}

  @ApiOperation({ summary: 'Who has a role in the project' })
  @Answers(200, Members, 404)
  @Get()
  async list(@Param('project') project: string) {
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    return { people: (await this.people.ofProject(project)).map((person) => memberView(person, project)) };
  }

  @ApiOperation({ summary: 'Give somebody a role in the project, or take it (null)' })
  @ApiBody({ schema: openApiSchema(RoleInProject) })
  @Answers(200, Members, 404, 422)
  @Put()
  async set(@Param('project') project: string, @Body() body: unknown, @Req() request: object) {
    const { email, role } = checkRole(body);
    if ((await this.projects.get(project)) === undefined) throw new Refused(404, 'there is no such project');
    const { id, before } = await this.people.setRole(email.toLowerCase(), project, role);
    audit(request, { before: { person: id, role: before }, after: { person: id, role } });
    return this.list(project);
  }
}
