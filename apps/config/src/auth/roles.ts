/** What somebody may do in a project; each role may do what the ones before it may. */
export type Role = 'viewer' | 'editor' | 'admin';
export const roles: readonly Role[] = ['viewer', 'editor', 'admin'];

/** What somebody may do: everything everywhere, or a role in each of some projects. */
export interface Access {
  /** Admin of the installation: of every project, of people, tokens and the audit log. */
  readonly installation: boolean;
  readonly projects: Readonly<Record<string, Role>>;
}

export const noAccess: Access = { installation: false, projects: {} };
export const everything: Access = { installation: true, projects: {} };

/** The role in a project; undefined = none, which is what an unknown project gives too. */
export function roleIn(access: Access, project: string): Role | undefined {
  if (access.installation) return 'admin';
  return Object.hasOwn(access.projects, project) ? access.projects[project] : undefined;
}

export function atLeast(role: Role | undefined, needed: Role): boolean {
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(needed);
}
