/**
 * A finite number in plain digits: no exponent, no trailing zero, no negative zero. The digits are JavaScript's
 * shortest ones that read back as the same number, which are PHP's too.
 */
export function plainNumber(value: number): string {
  const text = String(value);
  const e = text.indexOf('e');
  return e === -1 ? text : expand(text.slice(0, e), Number(text.slice(e + 1)));
}

/** `1.5` and 22 become 15 followed by 21 zeros; `-1.5` and -7 become `-0.00000015`. */
function expand(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const [whole = '', fraction = ''] = mantissa.slice(sign.length).split('.');
  const digits = whole + fraction;
  return exponent < 0 ? `${sign}0.${'0'.repeat(-exponent - 1)}${digits}` : `${sign}${digits.padEnd(exponent + 1, '0')}`;
}
