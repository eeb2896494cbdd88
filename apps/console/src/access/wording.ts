import { type Access, type Role } from '../api/access.ts';
import { type Project } from '../api/projects.ts';

export const roleHelp: Readonly<Record<Role, string>> = {
  viewer: 'sees everything of the project, changes nothing',
  editor: 'also changes syncs, releases holds, replays dead letters',
  admin: 'also gives roles and makes API tokens',
};

/** "Admin of the installation", or each project with its role. */
export function accessInWords({ installation, projects }: Access, known: readonly Project[]): string {
  if (installation) return 'Admin of the installation';
  const entries = Object.entries(projects);
  if (entries.length === 0) return 'No access yet';
  return entries.map(([id, role]) => `${known.find((project) => project.id === id)?.name ?? id}: ${role}`).join(', ');
}
