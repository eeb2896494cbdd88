/** An object whose fields all have a default, with one set; undefined takes it away. undefined = nothing is set. */
export function withField<Part extends object, Name extends keyof Part>(
  part: Part | undefined,
  name: Name,
  value: Part[Name] | undefined,
): Part | undefined {
  const others = Object.entries(part ?? {}).filter(([other]) => other !== name);
  const all = value === undefined ? others : [...others, [name, value]];
  return all.length === 0 ? undefined : (Object.fromEntries(all) as Part);
}
