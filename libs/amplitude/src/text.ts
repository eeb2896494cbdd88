import { maxText } from './limits.ts';

/** True for text that can be stored as it is: short enough, no NUL (Postgres refuses it), no half of a surrogate pair. */
export function isCleanText(text: string): boolean {
  return text.length <= maxText && !text.includes('\0') && text.isWellFormed();
}

/** The text as it is stored: NULs removed, cut to 1024 UTF-16 units between characters, lone surrogates as U+FFFD. */
export function cleanText(text: string): string {
  const printable = text.includes('\0') ? text.replaceAll('\0', '') : text;
  return cut(printable.toWellFormed());
}

function cut(text: string): string {
  if (text.length <= maxText) return text;
  const last = text.charCodeAt(maxText - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxText - 1 : maxText);
}
