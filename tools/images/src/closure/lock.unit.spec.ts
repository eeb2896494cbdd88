import { lockedFor, NotLocked, type LockEntries } from './lock.ts';

const lock: LockEntries = {
  '': { name: 'all' },
  'node_modules/server': { version: '1.0.0', dependencies: { parser: '^2.0.0' }, peerDependencies: { core: '1' } },
  'node_modules/parser': { version: '1.0.0', dev: true } as never,
  'node_modules/server/node_modules/parser': { version: '2.0.0', dependencies: { tiny: '*' } },
  'node_modules/server/node_modules/parser/node_modules/tiny': { version: '0.1.0' },
  'node_modules/tiny': { version: '9.0.0' },
  'node_modules/core': {
    version: '1.1.0',
    devOptional: true,
    optionalDependencies: { fast: '1', 'fast-on-other-machines': '1' },
    peerDependencies: { validator: '*' },
    peerDependenciesMeta: { validator: { optional: true } },
  } as never,
  'node_modules/fast': { version: '1.0.0', optional: true },
  'node_modules/validator': { version: '5.0.0' },
  'node_modules/broken': { version: '1.0.0', dependencies: { gone: '1' } },
};

describe('the part of a lockfile that some packages need', () => {
  it('has what they depend on, each at the place where Node finds it', () => {
    expect(Object.keys(lockedFor(['server'], lock))).toEqual([
      'node_modules/core',
      'node_modules/fast',
      'node_modules/server',
      'node_modules/server/node_modules/parser',
      'node_modules/server/node_modules/parser/node_modules/tiny',
    ]);
  });

  it('has what a package needs of its peers, and no optional peer', () => {
    const found = lockedFor(['server'], lock);
    expect(found['node_modules/core']?.version).toBe('1.1.0');
    expect(found).not.toHaveProperty('node_modules/validator');
  });

  it('is for production: nothing is marked as for development, what can be left out is', () => {
    const found = lockedFor(['server', 'parser'], lock);
    expect(found['node_modules/parser']).toEqual({ version: '1.0.0' });
    expect(found['node_modules/core']).not.toHaveProperty('devOptional');
    expect(found['node_modules/fast']).toEqual({ version: '1.0.0', optional: true });
    expect(lockedFor(['fast'], lock)['node_modules/fast']).not.toHaveProperty('optional');
  });

  it('is refused where something is missing', () => {
    expect(() => lockedFor(['nobody'], lock)).toThrow(new NotLocked('nobody is not in package-lock.json'));
    expect(() => lockedFor(['broken'], lock)).toThrow(/broken needs gone, which is not in package-lock.json/);
  });
});
