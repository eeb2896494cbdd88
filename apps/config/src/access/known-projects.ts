import { type Access } from '../auth/roles.ts';
import { Refused } from '../http/api-error.filter.ts';
import { type Projects } from '../store/projects.ts';

/** Roles are given in projects that are there. */
export class KnownProjects {
  constructor(private readonly projects: Projects) {}

  /** @throws Refused 422 */
  async check({ projects }: Access): Promise<void> {
    const named = Object.keys(projects);
    if (named.length === 0) return;
    const known = new Set((await this.projects.list()).map(({ id }) => id));
    const problems = named
      .filter((id) => !known.has(id))
      .map((id) => ({ field: `/access/projects/${id}`, problem: 'is no project' }));
    if (problems.length > 0) throw new Refused(422, 'a role can only be given in a project that is there', problems);
  }
}
