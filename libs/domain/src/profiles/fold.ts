import { Draft } from './draft.ts';
import { isMap, own, sameValue, type Properties } from './properties.ts';

type Operation = (draft: Draft, name: string, operand: unknown) => void;

/** The operators in the order in which Amplitude's server applies them, whatever their order in the request. */
const operations: readonly (readonly [operator: string, apply: Operation])[] = [
  ['$unset', (draft, name) => draft.unset(name)],
  ['$set', (draft, name, operand) => draft.set(name, operand)],
  ['$setOnce', (draft, name, operand) => void (draft.get(name) === undefined && draft.set(name, operand))],
  ['$add', add],
  ['$append', (draft, name, operand) => draft.set(name, [...listOf(draft.get(name)), ...listOf(operand)])],
  ['$prepend', (draft, name, operand) => draft.set(name, [...listOf(operand), ...listOf(draft.get(name))])],
  ['$preInsert', (draft, name, operand) => insert(draft, name, (list) => [...unlisted(list, operand), ...list])],
  ['$postInsert', (draft, name, operand) => insert(draft, name, (list) => [...list, ...unlisted(list, operand)])],
  ['$remove', remove],
];
const operators: ReadonlySet<string> = new Set(['$clearAll', ...operations.map(([operator]) => operator)]);

/**
 * A user's properties after the `user_properties` of one event: a map of operators, or a plain map, which is an
 * implicit `$set`. The same object is returned where nothing changed.
 *
 * Not documented by Amplitude, decided here: in a map that mixes both, plain names are set first and the operators
 * have the last word; a null is no value, setting it takes the property away; `$add` to something that is no number
 * and operands of a wrong form change nothing; list operators take a single value as a list of one.
 */
export function fold(properties: Properties, userProperties: unknown): Properties {
  if (!isMap(userProperties)) return properties;
  const draft = new Draft(properties);
  if (Object.hasOwn(userProperties, '$clearAll')) draft.clear();
  for (const [operator, apply] of operations) {
    if (operator === '$set') setPlain(draft, userProperties);
    const operands = own(userProperties, operator);
    if (isMap(operands)) for (const name of Object.keys(operands)) apply(draft, name, operands[name]);
  }
  return draft.result();
}

function setPlain(draft: Draft, userProperties: Properties): void {
  for (const name of Object.keys(userProperties)) if (!operators.has(name)) draft.set(name, userProperties[name]);
}

function add(draft: Draft, name: string, operand: unknown): void {
  const current = draft.get(name) ?? 0;
  if (typeof operand !== 'number' || typeof current !== 'number') return;
  const sum = current + operand;
  if (Number.isFinite(sum)) draft.set(name, sum);
}

function insert(draft: Draft, name: string, into: (list: readonly unknown[]) => unknown[]): void {
  const list = listOf(draft.get(name));
  const longer = into(list);
  if (longer.length > list.length) draft.set(name, longer);
}

function remove(draft: Draft, name: string, operand: unknown): void {
  const list = listOf(draft.get(name));
  const unwanted = listOf(operand);
  const rest = list.filter((item) => !includes(unwanted, item));
  if (rest.length < list.length) draft.set(name, rest);
}

/** What of the operand is not in the list yet, each once, in the operand's order. */
function unlisted(list: readonly unknown[], operand: unknown): unknown[] {
  const fresh: unknown[] = [];
  for (const item of listOf(operand)) if (!includes(list, item) && !includes(fresh, item)) fresh.push(item);
  return fresh;
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

function includes(list: readonly unknown[], wanted: unknown): boolean {
  return list.some((item) => sameValue(item, wanted));
}
