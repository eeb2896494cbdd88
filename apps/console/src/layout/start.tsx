import { useQuery } from '@tanstack/react-query';
import { Navigate } from 'react-router';
import { projectsQuery } from '../api/projects.ts';
import { LoadFailed } from '../parts/notice.tsx';
import { PageSkeleton } from './shell.tsx';

/** Leads to the syncs of the first project, or to making one. */
export function Start() {
  const { data: projects, error, refetch } = useQuery(projectsQuery);
  if (error) return <LoadFailed error={error} retry={() => void refetch()} />;
  if (projects === undefined) return <PageSkeleton />;
  const first = projects[0];
  return <Navigate replace to={first === undefined ? '/projects/new' : `/projects/${first.id}/syncs`} />;
}
