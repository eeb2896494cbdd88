import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { madeFiles } from './files.ts';
import { repository } from './repository.ts';

/** Writes the dashboards to where Grafana and the chart read them. */
for (const [file, content] of madeFiles()) {
  const style = (await resolveConfig(file)) ?? {};
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, await format(JSON.stringify(content), { ...style, parser: 'json' }));
  console.log(relative(repository, file));
}
