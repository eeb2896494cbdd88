/** Says why something is not ready; undefined = it is. A warning is for people and keeps nothing from working. Must not block. */
export type Probe = () => string | { readonly warning: string } | undefined;

export interface Readiness {
  readonly ready: boolean;
  /** Name to `ok`, the reason, or `warning: …`. */
  readonly checks: Record<string, string>;
}

/** What a service needs to be of use. Liveness depends on nothing outside; readiness depends on these. */
export class Health {
  readonly #probes = new Map<string, Probe>();

  check(name: string, probe: Probe): void {
    this.#probes.set(name, probe);
  }

  report(): Readiness {
    const checks: Record<string, string> = {};
    let ready = true;
    for (const [name, probe] of this.#probes) {
      const found = probe();
      checks[name] = typeof found === 'object' ? `warning: ${found.warning}` : (found ?? 'ok');
      ready &&= typeof found !== 'string';
    }
    return { ready, checks };
  }
}
