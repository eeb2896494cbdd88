/** Says why something is not ready; undefined = it is. Must not block. */
export type Probe = () => string | undefined;

export interface Readiness {
  readonly ready: boolean;
  /** Name to `ok` or the reason. */
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
      const problem = probe();
      checks[name] = problem ?? 'ok';
      ready &&= problem === undefined;
    }
    return { ready, checks };
  }
}
