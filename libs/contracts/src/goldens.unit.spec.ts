import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { contracts, ContractError, decode, parse } from './index.ts';

/** One stored example per version of every message: what was ever published must stay readable. */
const golden = (name: string, version: number): Buffer =>
  readFileSync(fileURLToPath(new URL(`../golden/${name}.v${version}.json`, import.meta.url)));

const versions = contracts().flatMap((contract) =>
  Array.from({ length: contract.version }, (_, index) => ({ contract, name: contract.name, version: index + 1 })),
);

describe('every version of every message', () => {
  it.each(versions)('$name v$version is still read', ({ contract, name, version }) => {
    const bytes = golden(name, version);
    expect(JSON.parse(bytes.toString())).toMatchObject({ v: version });
    expect(decode(contract, bytes)).toMatchObject({ v: contract.version });
  });

  it.each(versions)(
    '$name v$version is refused with the field when something is missing',
    ({ contract, name, version }) => {
      const body = JSON.parse(golden(name, version).toString()) as Record<string, unknown>;
      const field = Object.keys(body).find((key) => key !== 'v') as string;
      const rest = { ...body, [field]: undefined };
      expect(() => parse(contract, rest)).toThrow(ContractError);
      expect(() => parse(contract, rest)).toThrow(`/${field}`);
    },
  );

  it('refuses what is not JSON', () => {
    for (const contract of contracts()) expect(() => decode(contract, Buffer.from('{'))).toThrow('not JSON');
  });
});
