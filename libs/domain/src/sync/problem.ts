/** Why a document is refused: the JSON pointer of the field and what to do about it. */
export interface Problem {
  readonly field: string;
  readonly problem: string;
}

/** A name as part of a JSON pointer (RFC 6901). */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** A value as it is shown inside a sentence: short, whatever was sent. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}
