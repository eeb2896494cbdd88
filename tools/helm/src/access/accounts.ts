import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { examples } from '../toolchain/paths.ts';

/** What one user of NATS may publish and subscribe to. */
export interface Access {
  readonly nkey: string;
  readonly permissions: {
    readonly publish: { readonly allow: readonly string[] };
    readonly subscribe: { readonly allow: readonly string[] };
  };
}

/** The accounts of deploy/helm/examples/nats-accounts.yaml, as a nats-server and the official chart take them. */
export interface Accounts {
  readonly system_account: string;
  readonly accounts: {
    readonly SYS: { readonly users: readonly unknown[] };
    readonly APP: { readonly jetstream: boolean; readonly users: readonly Access[] };
  };
}

/** The file's text, as it is meant to be read by people. */
export function accountsText(): string {
  return readFileSync(join(examples, 'nats-accounts.yaml'), 'utf8');
}

/** The names that stand where public keys belong. */
export function userNames(text = accountsText()): string[] {
  return [...text.matchAll(/nkey: <([a-z-]+)>/g)].map(([, name]) => name ?? '');
}

/** Puts each user's public key in the place of its name. */
export function withKeys(publicKeys: Readonly<Record<string, string>>, text = accountsText()): string {
  return text.replaceAll(/nkey: <([a-z-]+)>/g, (_whole, name: string) => {
    const key = publicKeys[name];
    if (key === undefined) throw new Error(`no key for ${name}`);
    return `nkey: ${key} # ${name}`;
  });
}

export function accountsOf(text: string): Accounts {
  return (load(text) as { config: { merge: Accounts } }).config.merge;
}

/** What a user of this name may do. */
export function accessOf(name: string): Access {
  const found = accountsOf(accountsText()).accounts.APP.users.find(({ nkey }) => nkey === `<${name}>`);
  if (found === undefined) throw new Error(`nats-accounts.yaml has no user <${name}>`);
  return found;
}
