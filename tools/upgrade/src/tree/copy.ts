import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { serviceNames } from '@kochava-stream/all-in-one';
import { type Tree } from './tree.ts';

interface Project {
  readonly compilerOptions?: object;
  references?: { path: string }[];
}

export const programs = serviceNames.map((name) => `apps/${name}`);

/**
 * A copy of the services and their libraries, with their build, that shares everything else with the original: the packages
 * of npm by links, its own ones pointing into the copy. Specs stay behind: they are for the code as it was.
 */
export async function copyTree(of: Tree, root: string, name: string): Promise<Tree> {
  const projects = await closure(of.root, programs);
  await mkdir(root, { recursive: true });
  for (const file of ['package.json', 'tsconfig.base.json']) await cp(join(of.root, file), join(root, file));
  for (const project of projects) {
    await cp(join(of.root, project), join(root, project), {
      recursive: true,
      preserveTimestamps: true,
      filter: (path) =>
        !/[\\/](?:node_modules|dist|\.nx|[^\\/]+\.tsbuildinfo|[^\\/]+\.spec\.(?:ts|js|d\.ts|js\.map))$/.test(path),
    });
    await writeFile(join(root, project, 'tsconfig.json'), JSON.stringify(await withoutSpecs(of.root, project)));
  }
  await linkPackages(of.root, root, projects);
  return { name, root };
}

/** The projects and those that they are made of, as folders. */
async function closure(root: string, wanted: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (project: string): Promise<void> => {
    if (found.has(project)) return;
    found.add(project);
    const { references = [] } = await withoutSpecs(root, project);
    for (const { path } of references) await visit(relative(root, join(root, project, path)));
  };
  for (const project of wanted) await visit(project);
  return [...found];
}

/** Only specs need the testing library. */
async function withoutSpecs(root: string, project: string): Promise<Project> {
  const config = JSON.parse(await readFile(join(root, project, 'tsconfig.json'), 'utf8')) as Project;
  const references = (config.references ?? []).filter(({ path }) => !/\/(?:testing|tools\/[^/]+)$/.test(path));
  return { ...config, references };
}

async function linkPackages(from: string, to: string, projects: readonly string[]): Promise<void> {
  const ours = join(to, 'node_modules', '@kochava-stream');
  await mkdir(ours, { recursive: true });
  for (const entry of await readdir(join(from, 'node_modules'))) {
    if (entry !== '@kochava-stream') await symlink(join(from, 'node_modules', entry), join(to, 'node_modules', entry));
  }
  for (const project of projects) {
    const { name } = JSON.parse(await readFile(join(from, project, 'package.json'), 'utf8')) as { name: string };
    await symlink(join(to, project), join(to, 'node_modules', name));
  }
}
