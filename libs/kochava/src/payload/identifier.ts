const longest = 512;
const control = /[\u0000-\u001f\u007f]/;

/**
 * Whether a text can identify something: at most 512 characters, no control characters, no broken Unicode. More than
 * that is an accident of the sender, which no index stores and no other system repeats alike.
 */
export function isIdentifier(text: string): boolean {
  return text.length <= longest && !control.test(text) && text.isWellFormed();
}
