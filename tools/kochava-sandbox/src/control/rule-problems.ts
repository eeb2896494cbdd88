import { type Rule } from '../behaviour.ts';
import { isObject } from '../checks/findings.ts';

type Fits = (value: unknown) => boolean;

const isText: Fits = (value) => typeof value === 'string';
const isCount: Fits = (value) => Number.isInteger(value) && Number(value) >= 0;
const isShare: Fits = (value) => typeof value === 'number' && value >= 0 && value <= 1;
const isPositive: Fits = (value) => Number.isInteger(value) && Number(value) > 0;
const isPace: Fits = (value) => typeof value === 'boolean' || isPositive(value);

const ofMatch: Readonly<Record<string, Fits>> = {
  app: isText,
  path: isText,
  device: isText,
  share: isShare,
  shareOfBodies: isShare,
  overPerSecond: isPositive,
};

const ofRule: Readonly<Record<string, Fits>> = {
  match: isObject,
  status: (value) => isCount(value) && Number(value) >= 200 && Number(value) <= 599,
  body: () => true,
  headers: (value) => isObject(value) && Object.values(value).every(isText),
  delayMs: isCount,
  slowBody: isPace,
  bodyBytes: isPositive,
  gzip: (value) => typeof value === 'boolean',
  endlessHead: isPace,
  reset: (value) => value === 'before' || value === 'after',
  times: isPositive,
};

/** The rules of a request's body. @throws Error naming the first field at fault */
export function rulesOf(body: unknown): { rules: Rule[]; seed?: number } {
  if (!isObject(body) || !Array.isArray(body['rules'])) throw new Error('rules: a list of rules is needed');
  body['rules'].forEach((rule, index) => checkRule(rule, `rules[${index}]`));
  const { seed } = body;
  if (seed !== undefined && !isCount(seed)) throw new Error('seed: a whole number is needed');
  return { rules: body['rules'] as Rule[], ...(seed === undefined ? {} : { seed: Number(seed) }) };
}

function checkRule(rule: unknown, at: string): void {
  checkKeys(rule, ofRule, at);
  if (isObject(rule) && rule['match'] !== undefined) checkKeys(rule['match'], ofMatch, `${at}.match`);
}

function checkKeys(value: unknown, known: Readonly<Record<string, Fits>>, at: string): void {
  if (!isObject(value)) throw new Error(`${at}: an object is needed`);
  for (const key of Object.keys(value)) {
    const fits = Object.hasOwn(known, key) ? known[key] : undefined;
    if (fits === undefined) throw new Error(`${at}.${key}: not known; known are ${Object.keys(known).join(', ')}`);
    if (!fits(value[key])) throw new Error(`${at}.${key}: not a possible value`);
  }
}
