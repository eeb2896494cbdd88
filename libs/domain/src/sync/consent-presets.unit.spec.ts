import { consentFields, consentPresets } from '@kochava-stream/kochava';
import { emptyDocument } from './document.ts';
import { hints } from './hints.ts';
import { saveProblems } from './problems.ts';

describe('a preset of consent mappings', () => {
  it.each(consentPresets.map((preset) => [preset.name, preset] as const))('%s can be saved as it is', (_, preset) => {
    const document = emptyDocument('Post-install');
    const mapped = { ...document, mappings: { ...document.mappings, ...preset.mappings } };
    expect(saveProblems(mapped)).toEqual([]);
    const fields = Object.keys(preset.mappings);
    expect(fields.filter((field) => !(consentFields as readonly string[]).includes(field))).toEqual([]);
    expect(hints(mapped).filter(({ field }) => fields.some((name) => field === `/mappings/${name}`))).toEqual([]);
  });

  it('is there for every field', () => {
    const covered = new Set(consentPresets.flatMap(({ mappings }) => Object.keys(mappings)));
    expect([...covered].sort()).toEqual([...consentFields].sort());
  });
});
