import { parseArgs } from 'node:util';
import { bugs } from './bugs.ts';

export interface Options {
  readonly from: number;
  readonly count: number;
  /** One seed: print everything that happens. */
  readonly show: boolean;
  readonly bug: string | undefined;
  readonly workers: number;
}

export const usage = `npm run simulate -- [--seeds N] [--from SEED] [--workers N] [--bug NAME]
npm run simulate -- --seed SEED [--bug NAME]

  --seeds N      so many stories, one seed after the other (default 5000)
  --from SEED    the first of them (default 1)
  --seed SEED    one story, everything that happens in it
  --workers N    stories told at a time (default: one for each core)
  --bug NAME     plant a mistake, which must be found:
${Object.keys(bugs)
  .map((name) => `                 ${name}`)
  .join('\n')}
`;

export class WrongOptions extends Error {
  override readonly name = 'WrongOptions';
}

/** @throws WrongOptions */
export function readOptions(args: readonly string[], cores: number): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      from: { type: 'string' },
      seed: { type: 'string' },
      workers: { type: 'string' },
      bug: { type: 'string' },
    },
  });
  const { bug } = values;
  if (bug !== undefined && !(bug in bugs)) throw new WrongOptions(`there is no bug "${bug}"`);
  const show = values.seed !== undefined;
  return {
    from: whole('seed', values.seed ?? values.from, 1),
    count: show ? 1 : whole('seeds', values.seeds, 5_000),
    workers: show ? 1 : whole('workers', values.workers, cores),
    show,
    bug,
  };
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^\d{1,9}$/.test(text)) throw new WrongOptions(`--${name} is a whole number, not "${text}"`);
  return Number(text);
}
