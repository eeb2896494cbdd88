import { join } from 'node:path';
import { boards } from './boards/all.ts';
import { repository } from './repository.ts';

/** Where Grafana reads the dashboards from: mounted by docker-compose.yml, and put into ConfigMaps by the chart. */
export const folders = ['deploy/grafana/dashboards', 'deploy/helm/kochava-stream/files/dashboards'] as const;

/** Path to content of every file that is made. */
export function madeFiles(): ReadonlyMap<string, object> {
  return new Map(
    folders.flatMap((folder) =>
      Object.entries(boards()).map(([name, board]) => [join(repository, folder, `${name}.json`), board] as const),
    ),
  );
}
