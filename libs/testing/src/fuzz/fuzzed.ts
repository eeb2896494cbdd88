import { mkdirSync, writeFileSync } from 'node:fs';
import { it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';

/** Given by `npm run fuzz`; without them, each property is tried for a moment with a new seed. */
interface FuzzGlobals {
  /** ms for each property. */
  readonly fuzzMs?: number;
  readonly fuzzSeed?: number;
  /** Folder for inputs that fail. */
  readonly fuzzCrashes?: string;
}

const { fuzzMs = 500, fuzzSeed = Date.now() | 0, fuzzCrashes } = globalThis as FuzzGlobals;
/** CPU time that one input may cost, ms. */
const mostMs = 100;
/** The first inputs run uncompiled, and now and then the collector runs: only what is slow each time is slow. */
const tries = 4;

/**
 * A spec that a property holds for as many inputs as there is time for: nothing is thrown, each input costs at most 100 ms,
 * and nothing is added to what all objects inherit.
 * @param check throws when it does not hold
 */
export function fuzzed<T>(name: string, inputs: Arbitrary<T>, check: (input: T) => unknown): void {
  it(
    name,
    async () => {
      let count = 0;
      const property = fc.asyncProperty(inputs, async (input) => {
        count += 1;
        await inTime(() => check(input));
        unpolluted();
      });
      const found = await fc.check(property, {
        seed: fuzzSeed,
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: fuzzMs,
        markInterruptAsFailure: false,
      });
      if (fuzzCrashes !== undefined) process.stderr.write(`  ${count} inputs, ${name}\n`);
      if (!found.failed || found.counterexample === null) return;
      const { seed, counterexample, counterexamplePath } = found;
      const input = printed(counterexample[0]);
      if (fuzzCrashes !== undefined) save(fuzzCrashes, { name, seed, path: counterexamplePath, input });
      const text = input.length > 3_000 ? `${input.slice(0, 3_000)}…` : input;
      throw new Error(`seed ${seed}, path ${counterexamplePath}: ${text}`, { cause: found.errorInstance });
    },
    fuzzMs + 60_000,
  );
}

async function inTime(run: () => unknown): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < tries && least > mostMs; n += 1) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1_000);
  }
  if (least > mostMs) throw new Error(`took ${Math.round(least)} ms`);
}

const inherited = Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length;

function unpolluted(): void {
  const now = Reflect.ownKeys(Object.prototype).length + Reflect.ownKeys(Array.prototype).length;
  if (now !== inherited) throw new Error('something was added to the prototype of all objects');
}

/** Bytes as base64; else as JSON, or as fast-check prints it. */
function printed(input: unknown): string {
  return input instanceof Uint8Array ? `base64:${Buffer.from(input).toString('base64')}` : fc.stringify(input);
}

function save(folder: string, crash: { name: string; seed: number; path: string | null; input: string }): void {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${crash.name.replaceAll(/\W+/g, '-')}-${crash.seed}.json`;
  writeFileSync(file, `${JSON.stringify(crash, undefined, 2)}\n`);
  process.stderr.write(`  saved: ${file}\n`);
}
