import { type NoticeEvent } from './next-state.ts';
import { type RuleName } from './rules.ts';

/** What people are told. */
export interface Notice {
  readonly id: string;
  readonly event: NoticeEvent | 'test';
  readonly rule: RuleName | null;
  /** ms. */
  readonly at: number;
  /** Since when the rule has fired; null = it is a test. */
  readonly since: number | null;
  readonly sync: { readonly id: string; readonly name: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly text: string;
  /** The sync's page; null = nobody said where the console is. */
  readonly link: string | null;
}

const titles: Readonly<Record<RuleName, string>> = {
  successRate: 'Too few events are delivered',
  volumeChange: 'The volume of events has changed',
  credentialsRefused: 'Kochava refuses the credentials',
  oldestHold: 'A link is held for long',
};

const states: Readonly<Record<Notice['event'], string>> = {
  firing: 'Alert',
  continuing: 'Still',
  resolved: 'Resolved',
  test: 'Test',
};

/** One line that says it all. */
export function titleOf({ event, rule }: Pick<Notice, 'event' | 'rule'>): string {
  return `${states[event]}: ${rule === null ? 'alerts of this sync arrive here' : titles[rule]}`;
}

/** For a webhook: type, time and data, as Standard Webhooks has it. */
export function webhookBody(notice: Notice): string {
  const { id, event, rule, at, since, sync, project, text, link } = notice;
  return JSON.stringify({
    type: `alert.${event}`,
    timestamp: new Date(at).toISOString(),
    data: {
      ...{ id, rule, title: titleOf(notice), text },
      since: since === null ? null : new Date(since).toISOString(),
      ...{ sync, project, link },
    },
  });
}

/** For an incoming webhook of Slack, or of what takes the same. */
export function slackBody(notice: Notice): string {
  const { sync, project, text, link } = notice;
  const where = `${escaped(sync.name)} (${escaped(project.name)})`;
  const lines = [
    `*${titleOf(notice)}*`,
    `${where}: ${escaped(text)}`,
    ...(link === null ? [] : [`<${link}|Look at it>`]),
  ];
  return JSON.stringify({ text: lines.join('\n') });
}

/** Slack's own three; everything else is text there. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
