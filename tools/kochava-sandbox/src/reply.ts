import { type Rule } from './behaviour.ts';
import { type Findings } from './checks/findings.ts';

/** How a request is answered, and whether its data is taken. */
export interface Reply {
  /** 0: not at all. */
  status: number;
  body: string;
  headers: Readonly<Record<string, string>>;
  accepted: boolean;
  rule: Rule | undefined;
}

export const success = '{"success":"1"}';
const none = {};

/** The answer that the findings ask for, or what a rule makes of it. */
export function replyTo(findings: Findings, rule: Rule | undefined): Reply {
  const honest = honestReply(findings);
  if (rule === undefined) return honest;
  if (rule.reset !== undefined) {
    return { status: 0, body: '', headers: none, accepted: rule.reset === 'after' && honest.accepted, rule };
  }
  if (rule.endlessHead !== undefined && rule.endlessHead !== false) {
    return { ...toldReply(honest, rule), accepted: false, headers: none, rule };
  }
  return { ...toldReply(honest, rule), headers: rule.headers ?? none, rule };
}

/** Another status, another body; data is taken where the sender is told so. */
function toldReply(honest: Reply, { status, body }: Rule): Reply {
  if (status === undefined && body === undefined) return honest;
  const told = status ?? 200;
  const text = body === undefined ? usualBody(told) : textOf(body);
  return { ...honest, status: told, body: text, accepted: honest.accepted && told === 200 && saysSuccess(text) };
}

function honestReply({ refusal, status }: Findings): Reply {
  const body = refusal === undefined ? success : failure(`${refusal.name}: ${refusal.detail}`);
  return { status, body, headers: none, accepted: refusal === undefined, rule: undefined };
}

function usualBody(status: number): string {
  return status === 200 ? success : failure(`status ${status} as told`);
}

export function failure(error: string): string {
  return JSON.stringify({ success: '0', error });
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function saysSuccess(text: string): boolean {
  try {
    const said = (JSON.parse(text) as { success?: unknown } | null)?.success;
    return said === '1' || said === 1 || said === true;
  } catch {
    return false;
  }
}
