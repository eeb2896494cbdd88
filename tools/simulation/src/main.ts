import { availableParallelism } from 'node:os';
import { bugs } from './bugs.ts';
import { tellMany } from './many.ts';
import { readOptions, usage, WrongOptions, type Options } from './options.ts';
import { tell } from './story/tell.ts';

process.exitCode = await main();

async function main(): Promise<number> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(usage);
    return 0;
  }
  try {
    const options = readOptions(args, availableParallelism());
    return options.show ? await showOne(options) : await tellAll(options);
  } catch (error) {
    if (!(error instanceof WrongOptions)) throw error;
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
}

async function showOne({ from: seed, bug }: Options): Promise<number> {
  const ending = await tell({
    seed,
    bug: bug === undefined ? undefined : bugs[bug],
    show: (line) => console.log(line),
  });
  for (const finding of ending.findings) console.log(`WRONG: ${finding}`);
  const { events, calls, accepted, digest } = ending;
  console.log(`seed ${seed}: ${accepted} events accepted, ${calls} calls, ${events} steps, trace ${digest}`);
  return ending.findings.length === 0 ? 0 : 1;
}

async function tellAll({ from, count, workers, bug }: Options): Promise<number> {
  const began = performance.now();
  const onTold = (told: number): void => void (told % 1_000 === 0 && console.error(`${told} stories …`));
  const summary = await tellMany({ from, count, workers, bug, onTold });
  const { told, events, calls, repeats, accepted, digest, failed } = summary;
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  console.log(
    `${told} seeds from ${from}: ${accepted} events accepted, ${calls} calls to Kochava, ${repeats} of them repeated, ` +
      `${events} steps, ${seconds} s, traces ${digest}`,
  );
  if (failed === undefined) return 0;
  for (const finding of failed.findings) console.log(`WRONG: ${finding}`);
  const planted = bug === undefined ? '' : ` --bug '${bug}'`;
  console.log(
    `seed ${failed.seed} fails, with trace ${failed.digest}. Again: npm run simulate -- --seed ${failed.seed}${planted}`,
  );
  return 1;
}
