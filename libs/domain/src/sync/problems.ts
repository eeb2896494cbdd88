import { deviceIdKinds } from '@kochava-stream/contracts';
import { reservedEventKeys, reservedEventNames } from '@kochava-stream/kochava';
import { type SyncDocument } from './document.ts';
import { filterProblems } from './filter-problems.ts';
import { syncLimits } from './limits.ts';
import { mappingProblems } from './mapping-problems.ts';
import { duplicates, eventNameProblem, propertyNameProblem } from './names.ts';
import { pointerPart, quoted, type Problem } from './problem.ts';
import { shapeOf } from './shape.ts';
import { type SyncState } from './sync.ts';

/** What must be right before a document is saved: its form, then what its values say. Each field is named once. */
export function saveProblems(given: unknown): Problem[] {
  const { problems, document } = shapeOf(given);
  if (document === undefined) return [...problems];
  const byField = new Map(problems.map((problem) => [problem.field, problem]));
  for (const problem of ruleProblems(document)) if (!byField.has(problem.field)) byField.set(problem.field, problem);
  return [...byField.values()];
}

/** What must be right, besides, while a sync is enabled. */
export function enableProblems(document: SyncDocument, secret: SyncState['secret']): Problem[] {
  const problems: Problem[] = [];
  if (document.appGuid === '') {
    problems.push({
      field: '/appGuid',
      problem: 'is required: paste the App GUID of the app from the Kochava dashboard',
    });
  }
  if (document.authentication.enabled && secret === null) {
    problems.push({ field: '/authentication', problem: 'is enabled, so apiKey and apiSecret are required' });
  }
  if (!deviceIdKinds.some((kind) => isMapped(document.mappings[kind]))) {
    problems.push({
      field: '/mappings',
      problem: 'at least one of idfa, idfv, adid and android_id must be mapped: Kochava knows devices by them',
    });
  }
  return problems;
}

function isMapped(path: string | null | undefined): boolean {
  return path !== null && path !== undefined && path !== '';
}

function ruleProblems(document: SyncDocument): Problem[] {
  const { sendEvents, sendUsers, mappings, hold } = document;
  return [
    ...plainProblems(document),
    ...selected(sendEvents.events, '/sendEvents/events', eventNameProblem),
    ...filterProblems(sendEvents.filters, '/sendEvents/filters'),
    ...selected(sendEvents.properties.event, '/sendEvents/properties/event', eventKeyProblem),
    ...selected(sendEvents.properties.user, '/sendEvents/properties/user', eventKeyProblem),
    ...renameProblems(sendEvents.rename),
    ...mappingProblems(mappings),
    ...selected(sendUsers.properties, '/sendUsers/properties', propertyNameProblem),
    ...selected(hold.installEvents ?? [], '/hold/installEvents', eventNameProblem),
    ...kindProblems(document),
  ];
}

/** Amplitude's two destinations: "we support only the identity (user-attributes) forwarding in Kochava (Post Install)". */
function kindProblems({ kind, sendUsers, sendEvents }: SyncDocument): Problem[] {
  if (kind !== 'install') return [];
  const { properties, rename, currency } = sendEvents;
  const ofEvents: readonly (readonly [string, boolean])[] = [
    ['properties/event', properties.event.length > 0],
    ['properties/user', properties.user.length > 0],
    ['rename', Object.keys(rename).length > 0],
    ['currency', currency !== null],
  ];
  const wrong = ofEvents
    .filter(([, given]) => given)
    .map(([at]) => ({ field: `/sendEvents/${at}`, problem: ofPostInstall }));
  return sendUsers.enabled ? [{ field: '/sendUsers/enabled', problem: noUsers }, ...wrong] : wrong;
}

const noUsers = 'is not part of Kochava (Install): send users with the Kochava (Post Install) sync of the same app';
const ofPostInstall =
  'is not part of Kochava (Install): an install has neither a name nor values of its own; leave it empty';

function plainProblems({ name, appGuid, sendEvents, ...rest }: SyncDocument): Problem[] {
  const problems: Problem[] = [];
  const bytes = Buffer.byteLength(JSON.stringify({ name, appGuid, sendEvents, ...rest }));
  if (bytes > syncLimits.bytes) {
    problems.push({ field: '', problem: `has ${bytes} bytes; at most ${syncLimits.bytes} are possible: select less` });
  }
  if (name.trim() === '') problems.push({ field: '/name', problem: 'is blank: give the sync a name' });
  if (!/^[\x21-\x7e]*$/.test(appGuid)) {
    problems.push({ field: '/appGuid', problem: 'must be the App GUID alone, without blanks: copy it again' });
  }
  if (sendEvents.currency !== null && !/^[A-Z]{3}$/.test(sendEvents.currency)) {
    const problem = 'must be a three-letter ISO 4217 code such as USD, or null for what the event itself says';
    problems.push({ field: '/sendEvents/currency', problem });
  }
  return problems;
}

function selected(names: readonly string[], at: string, check: (name: string) => string | undefined): Problem[] {
  const wrong = names.map((name, index) => ({ field: `${at}/${index}`, problem: check(name) }));
  return [
    ...wrong.filter((each): each is Problem => each.problem !== undefined),
    ...duplicates(names, at, (name) => name),
  ];
}

function eventKeyProblem(name: string): string | undefined {
  if (!reservedEventKeys.has(name)) return propertyNameProblem(name);
  return `"${name}" is reserved by Kochava and cannot be sent in event_data: send it from the app under another name`;
}

function renameProblems(rename: SyncDocument['sendEvents']['rename']): Problem[] {
  return Object.entries(rename).flatMap(([from, to]) => {
    const problem = eventNameProblem(from) ?? kochavaNameProblem(to);
    return problem === undefined ? [] : [{ field: `/sendEvents/rename/${pointerPart(from)}`, problem }];
  });
}

function kochavaNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'is blank: say how the event is called at Kochava, or remove the entry';
  if (name.length > syncLimits.kochavaName) {
    return `has ${name.length} characters; at most ${syncLimits.kochavaName} are possible at Kochava`;
  }
  if (reservedEventNames.has(name)) return `${quoted(name)} is how Kochava calls an install: choose another name`;
  return undefined;
}
