import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';

/** The parts of a compose file that are looked at here, variables filled in. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { internal?: boolean } | null>>;
  readonly volumes: Readonly<Record<string, unknown>>;
  readonly secrets: Readonly<Record<string, { file: string }>>;
}

export interface ComposeService {
  readonly image: string;
  readonly build?: { context: string; args: { SERVICE: string } };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | number | boolean>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks?: readonly string[];
  readonly profiles?: readonly string[];
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly cap_add?: readonly string[];
  readonly security_opt?: readonly string[];
  readonly restart?: string;
  readonly stop_grace_period?: string;
  readonly healthcheck?: { test?: readonly string[]; disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { condition: string }>>;
  readonly deploy?: { resources: { limits: { cpus: string; memory: string; pids: number } } };
}

/** The repository. */
export const repository = fileURLToPath(new URL('../../../..', import.meta.url));

export function textOf(path: string): string {
  return readFileSync(`${repository}/${path}`, 'utf8');
}

export function yamlOf<T>(path: string): T {
  return load(textOf(path), { schema }) as T;
}

const schema = CORE_SCHEMA.withTags(mergeTag);

/** `${NAME:-standard}`, where an empty variable counts as absent, or `${NAME-standard}`, where it does not. */
const variable = /\$\{([A-Z0-9_]+)(?:(:?-)([^}]*))?\}/g;

/** docker-compose.yml as docker compose sees it with these variables. */
export function composeFile(variables: Readonly<Record<string, string>>): ComposeFile {
  return filled(yamlOf('docker-compose.yml'), (text) =>
    text.replaceAll(variable, (_, name: string, how: string, standard = '') => {
      const given = variables[name];
      return given === undefined || (given === '' && how !== '-') ? String(standard) : given;
    }),
  ) as ComposeFile;
}

/** Every variable that docker-compose.yml has a place for, with its standard value. */
export function composeVariables(): Map<string, string> {
  return new Map(
    [...textOf('docker-compose.yml').matchAll(variable)].map(([, name = '', , standard = '']) => [name, standard]),
  );
}

/** NAME=value lines. */
export function envFile(path: string): Record<string, string> {
  const lines = textOf(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function filled(node: unknown, fill: (text: string) => string): unknown {
  if (typeof node === 'string') return fill(node);
  if (Array.isArray(node)) return node.map((child) => filled(child, fill));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, filled(child, fill)]));
}
