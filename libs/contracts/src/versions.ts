import { ContractError } from './contract-error.ts';

/** `[n]` turns a body of version n into one of version n + 1. */
export type Upcasts = Readonly<Record<number, (old: unknown) => unknown>>;

export interface Versioned {
  readonly name: string;
  /** The newest version that this release knows. */
  readonly version: number;
  readonly upcasts: Upcasts;
}

/**
 * A body of any version as one of the newest known version. Older ones are brought up. A newer one only adds to what is
 * known here (docs/adr/0011), so it is taken as it is, and what it adds is ignored by whoever does not know it.
 * Whether the body fits is for the schema to say.
 * @throws ContractError when there is no version, or none that leads to the newest
 */
export function inNewestVersion(of: Versioned, body: unknown): unknown {
  const written = versionOf(body);
  if (written === undefined) throw new ContractError(of.name, '/v', 'no version');
  if (written > of.version) return { ...(body as object), v: of.version };
  let current = body;
  for (let version = written; version < of.version; version += 1) current = upcast(of, version, current);
  return current;
}

function upcast(of: Versioned, version: number, body: unknown): unknown {
  const step = of.upcasts[version];
  if (step === undefined) throw new ContractError(of.name, '/v', `version ${version} is not known`);
  try {
    return step(body);
  } catch (cause) {
    throw new ContractError(of.name, '', `not a body of version ${version}`, { cause });
  }
}

function versionOf(body: unknown): number | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const version = (body as Record<string, unknown>)['v'];
  return typeof version === 'number' && Number.isInteger(version) ? version : undefined;
}
