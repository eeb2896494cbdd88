import { sameJson } from './changes.ts';
import { type SyncDocument } from './document.ts';
import { decidePostbackSecret, type PostbackSecretCommand } from './postback-secrets.ts';
import { type Problem } from './problem.ts';
import { enableProblems, saveProblems } from './problems.ts';
import { type SecretFacts, type SyncEvent, type SyncState } from './sync.ts';

export type SyncCommand =
  | {
      readonly type: 'CreateSync';
      readonly id: string;
      readonly project: string;
      readonly document: SyncDocument;
      readonly secret?: SecretFacts;
    }
  /** `document` is the whole document after the change. */
  | { readonly type: 'ChangeSync'; readonly document: SyncDocument; readonly secret?: SecretFacts }
  /** Back to the document of an earlier version; status and secrets stay as they are. */
  | { readonly type: 'RollBackSync'; readonly to: number; readonly document: SyncDocument }
  | PostbackSecretCommand
  | { readonly type: 'EnableSync' }
  | { readonly type: 'DisableSync' };

export type Decision =
  | { readonly ok: true; readonly events: readonly SyncEvent[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What a command makes of a sync. Repeating a command that has taken effect makes no event. */
export function decide(command: SyncCommand, state: SyncState | undefined): Decision {
  if (command.type === 'CreateSync') return create(command);
  if (state === undefined) return refused([{ field: '', problem: 'there is no such sync' }]);
  switch (command.type) {
    case 'ChangeSync':
      return changeSync(command, state);
    case 'RollBackSync':
      return rollBack(command, state);
    case 'EnableSync':
      return enable(state);
    case 'DisableSync':
      return disable(state);
    case 'AddPostbackSecret':
    case 'RemovePostbackSecret':
      return decidePostbackSecret(command, state);
  }
}

function enable({ status, document, secret }: SyncState): Decision {
  if (status === 'enabled') return accepted([]);
  const problems = [...saveProblems(document), ...enableProblems(document, secret)];
  return problems.length > 0 ? refused(problems) : accepted([{ type: 'SyncEnabled', data: {} }]);
}

function disable({ status }: SyncState): Decision {
  return accepted(status === 'disabled' ? [] : [{ type: 'SyncDisabled', data: {} }]);
}

function create(command: Extract<SyncCommand, { type: 'CreateSync' }>): Decision {
  const problems = saveProblems(command.document);
  if (problems.length > 0) return refused(problems);
  const { id, project, document } = command;
  return accepted([{ type: 'SyncCreated', data: { id, project, document } }, ...secretEvents(command.secret)]);
}

function changeSync(command: Extract<SyncCommand, { type: 'ChangeSync' }>, state: SyncState): Decision {
  const { document } = command;
  const problems = [
    ...kindProblems(document, state.document),
    ...problemsOf(document, { ...state, secret: command.secret ?? state.secret }),
  ];
  if (problems.length > 0) return refused(problems);
  const events: SyncEvent[] = secretEvents(command.secret);
  for (const name of Object.keys(sectionEvents) as (keyof typeof sectionEvents)[]) {
    if (!sameJson(document[name], state.document[name])) events.push(sectionEvents[name](document));
  }
  return accepted(events);
}

/** The rules may have grown stricter since: what they refuse now does not come back. */
function rollBack({ to, document }: Extract<SyncCommand, { type: 'RollBackSync' }>, state: SyncState): Decision {
  if (sameJson(document, state.document)) return accepted([]);
  const problems = problemsOf(document, state);
  return problems.length > 0 ? refused(problems) : accepted([{ type: 'SyncRolledBack', data: { to, document } }]);
}

/** Another kind is another destination: what was sent as the one is not the other's. */
function kindProblems({ kind = 'post-install' }: SyncDocument, before: SyncDocument): Problem[] {
  if (kind === (before.kind ?? 'post-install')) return [];
  return [{ field: '/kind', problem: 'cannot be changed: create another sync for the other Kochava destination' }];
}

function problemsOf(document: SyncDocument, { status, secret }: SyncState): Problem[] {
  return [...saveProblems(document), ...(status === 'enabled' ? enableProblems(document, secret) : [])];
}

/** The event that says a section of the document is new. */
const sectionEvents: {
  readonly [K in Exclude<keyof Required<SyncDocument>, 'kind'>]: (to: SyncDocument) => SyncEvent;
} = {
  name: ({ name }) => ({ type: 'SyncRenamed', data: { name } }),
  appGuid: ({ appGuid }) => ({ type: 'AppGuidSet', data: { appGuid } }),
  authentication: ({ authentication }) => ({ type: 'AuthenticationSwitched', data: authentication }),
  sendEvents: ({ sendEvents }) => ({ type: 'EventsSelected', data: { sendEvents } }),
  mappings: ({ mappings }) => ({ type: 'MappingsChanged', data: { mappings } }),
  sendUsers: ({ sendUsers }) => ({ type: 'UsersSelected', data: { sendUsers } }),
  hold: ({ hold }) => ({ type: 'HoldChanged', data: { hold } }),
  concurrency: ({ concurrency }) => ({ type: 'ConcurrencyChanged', data: { concurrency } }),
  // Absent is as empty; written as empty, for JSON has no word for absent.
  delivery: ({ delivery = {} }) => ({ type: 'DeliveryChanged', data: { delivery } }),
  postbacks: ({ postbacks = { parameters: {} } }) => ({ type: 'PostbacksChanged', data: { postbacks } }),
};

function secretEvents(secret: SecretFacts | undefined): SyncEvent[] {
  return secret === undefined ? [] : [{ type: 'SecretsReplaced', data: { secret } }];
}

function accepted(events: readonly SyncEvent[]): Decision {
  return { ok: true, events };
}

function refused(problems: readonly Problem[]): Decision {
  return { ok: false, problems };
}
