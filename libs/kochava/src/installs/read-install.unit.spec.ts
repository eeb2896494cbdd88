import { installParameters, readInstall } from './read-install.ts';

const idfa = 'A6334005-9019-46BB-9659-74FD0BD33585';
const adid = '38400000-8cf0-11bd-b23e-10b96e40000d';
const read = (fields: Record<string, string>, parameters?: Parameters<typeof readInstall>[1]) =>
  readInstall(new Map(Object.entries(fields)), parameters);

describe('an install', () => {
  it('is read by the names of the fields where a sync maps nothing', () => {
    const fields = { kochava_device_id: 'KB1', idfa, idfv: '', adid: '00000000-0000-0000-0000-000000000000' };
    expect(read(fields)).toEqual({ what: 'install', kochavaDeviceId: 'KB1', ids: { idfa } });
    expect(read(fields, {})).toEqual(read(fields));
  });

  it('needs nothing but the device, and no care about spaces', () => {
    expect(read({ kochava_device_id: ' KB1\n' })).toEqual({ what: 'install', kochavaDeviceId: 'KB1', ids: {} });
    expect(read({ idfa: ` ${idfa} ` })).toEqual({ what: 'install', kochavaDeviceId: null, ids: { idfa } });
  });

  it('is read by what the sync maps, and by nothing else', () => {
    const parameters = { adid: 'device_id', android_id: 'aid' };
    const fields = { device_id: adid, aid: '9774d56d682e549c', kochava_device_id: 'KB1', idfa };
    expect(read(fields, parameters)).toEqual({
      what: 'install',
      kochavaDeviceId: null,
      ids: { adid, android_id: '9774d56d682e549c' },
    });
    expect(installParameters(parameters)).toBe(parameters);
  });

  it.each([
    '',
    '  ',
    '0',
    '0000-00',
    '{idfa}',
    '${idfa}',
    '[IDFA]',
    '%idfa%',
    '<idfa>',
    '~(idfa)~',
    'null',
    'N/A',
    'a\u0000b',
  ])('has no id in %j', (value) => {
    expect(read({ idfa: value, adid })).toEqual({ what: 'install', kochavaDeviceId: null, ids: { adid } });
    expect(read({ kochava_device_id: value, adid })).toMatchObject({ kochavaDeviceId: null });
  });

  it('without any id is nobody’s fault, unless the names are wrong or the macros not filled in', () => {
    expect(read({ idfa: '', adid: '0' })).toEqual({ what: 'no-identifier' });
    expect(read({ idfa: '{idfa}', adid: '' })).toEqual({ what: 'no-identifier' });
    for (const adid of ['[ADID]', ' [ADID] '])
      expect(read({ idfa: '{idfa}', adid })).toEqual({
        what: 'unusable',
        problem: 'the macros in idfa, adid are not filled in',
      });
    expect(read({ IDFA: idfa, other: 'secret value' })).toEqual({
      what: 'unusable',
      problem: 'none of kochava_device_id, idfa, idfv, adid, android_id is there; seen: IDFA, other',
    });
    expect(read({})).toMatchObject({ problem: expect.stringContaining('there are none at all') as string });
  });

  it('is only what Kochava calls one, where the event’s name is mapped', () => {
    const parameters = { idfa: 'idfa', event_name: 'event' };
    expect(read({ idfa, event: '_install' }, parameters)).toMatchObject({ what: 'install' });
    expect(read({ idfa, event: 'Purchase' }, parameters)).toEqual({ what: 'other-event' });
    for (const event of [{}, { event: '{event_name}' }] as Record<string, string>[]) {
      expect(read({ idfa, ...event }, parameters)).toEqual({
        what: 'unusable',
        problem: `no event name in event; seen: ${Object.keys({ idfa, ...event }).join(', ')}`,
      });
    }
  });

  it('is told of in names alone: few, short and of one line', () => {
    const fields = Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`p${n}\n${'x'.repeat(200)}`, 'the-value']));
    const reading = read(fields);
    expect(reading).toMatchObject({ what: 'unusable' });
    const { problem } = reading as { problem: string };
    expect(problem.length).toBeLessThan(1_500);
    expect(problem).not.toContain('\n');
    expect(problem).toContain(`seen: p0?${'x'.repeat(57)}, p1?`);
    expect(problem).not.toContain('the-value');
  });

  it.each([
    { names: 20, ends: 'p18, p19' },
    { names: 21, ends: 'p18, p19, …' },
  ])('of $names names shows up to 20', ({ names, ends }) => {
    const fields = Object.fromEntries(Array.from({ length: names }, (_, n) => [`p${n}`, 'x']));
    const { problem } = read(fields) as { problem: string };
    expect(problem.endsWith(ends)).toBe(true);
  });
});
