/** A field that is being emptied says nothing yet. */
export function numberFrom(value: number | string): number {
  return typeof value === 'number' ? value : Number(value);
}

/** A field that may stay empty; undefined = it is. */
export function filled(value: number | string): number | undefined {
  return value === '' ? undefined : numberFrom(value);
}
