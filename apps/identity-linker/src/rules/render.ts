import { idsText, type Chapter, type Rule, type Step, type Then } from './rule.ts';

const properties = (of: Readonly<Record<string, string | null>>): string =>
  Object.entries(of)
    .map(([name, value]) => (value === null ? `${name} cleared` : `${name} = ${value}`))
    .join(', ');

const doors = {
  postback: 'a postback of Kochava',
  import: 'an import',
  'install-event': 'an install event of the app',
  'install-sync': 'the install that another sync sent',
};

/** One sentence for each kind of step: the union's members by the field that only they have. */
type Kinds = { [K in Kind]: (step: Extract<Step, Record<K, unknown>>) => string };
type Kind = 'request' | 'event' | 'install' | 'answer' | 'again' | 'pass' | 'set' | 'byHand';

const sentences: Kinds = {
  request: ({ request, properties: of, ids }) =>
    `${request} is to be linked to ${properties(of)}${ids === undefined ? '' : `, named by ${idsText(ids)}`}`,
  event: ({ event, ids }) => `Kochava accepts an event of ${event} with ${idsText(ids)}`,
  install: ({ install, ids, by = 'postback' }) =>
    `${doors[by]} names ${[install ?? [], ids === undefined ? [] : idsText(ids)].flat().join(' with ')}`,
  answer: ({ answer, as }) => `Kochava ${as === 'accepted' ? 'accepts' : 'refuses for good'} the link of ${answer}`,
  again: ({ again }) => `the same link of ${again} is sent and accepted once more`,
  pass: ({ pass }) => `${pass} pass`,
  set: ({ set }) => settings(set),
  byHand: ({ byHand, device }) => `an operator ${byHand === 'release' ? 'releases' : 'reopens'} ${device} by hand`,
};

/** A step as a sentence. */
export function sentence(step: Step): string {
  const kind = (Object.keys(sentences) as Kind[]).find((each) => each in step) ?? 'pass';
  return (sentences[kind] as (of: Step) => string)(step);
}

function settings({ confirmBy, select, status }: Extract<Step, { set: object }>['set']): string {
  const said = [
    confirmBy === undefined ? [] : `the sync is set to confirm by \`${confirmBy}\``,
    select === undefined ? [] : `the sync selects ${select.join(', ')} only`,
    status === undefined ? [] : `the sync is ${status}`,
  ];
  return said.flat().join(', ');
}

/** What is so afterwards, as a sentence. */
export function outcome({ links = [], held = {}, expired = {} }: Then): string {
  const said = [
    ...links.map((link) => `a link goes to ${link.to} with ${properties(link.with)}, by ${idsText(link.by)}`),
    ...Object.entries(held).map(([device, state]) => `${device} is held: \`${state}\``),
    ...Object.entries(expired).map(([device, state]) => `what was held of ${device} is a dead letter: \`${state}\``),
  ];
  if (links.length === 0) said.unshift('nothing leaves');
  if (Object.keys(held).length === 0) said.push('nothing is held');
  return said.join('; ');
}

function row({ rule, confirmBy, given, when, then }: Rule): string {
  const policy = confirmBy === undefined ? [] : [`the sync confirms by \`${confirmBy}\``];
  const before = [...policy, ...given.map(sentence)].join('; ');
  return `| ${rule} | ${before} | ${when.map(sentence).join('; ')} | ${outcome(then)} |`;
}

export function chapter({ title, text, rules }: Chapter): string {
  const head = '| rule | given | when | then |\n| --- | --- | --- | --- |';
  return `## ${title}\n\n${text}\n\n${head}\n${rules.map(row).join('\n')}\n`;
}
