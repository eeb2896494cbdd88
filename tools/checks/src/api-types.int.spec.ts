import { readFileSync } from 'node:fs';
import { apiTypes, apiTypesFile, configApi } from './api-types.ts';

it("the console's types are what the API says; else: npm run api:types", async () => {
  expect(readFileSync(apiTypesFile, 'utf8')).toBe(await apiTypes());
});

describe('the description of the API', () => {
  it('has every answer of every route: the good one with its form, the others as errors', async () => {
    const { paths } = await configApi();
    const incomplete: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      for (const [method, { responses, summary }] of Object.entries(operations as Record<string, any>)) {
        const good = Object.entries<any>(responses).filter(([status]) => Number(status) < 400);
        const described = good.every(
          ([status, { content }]) => content !== undefined || ['204', '302'].includes(status),
        );
        const errors = Object.entries<any>(responses).filter(([status]) => Number(status) >= 400);
        const alike = errors.every(([, { content }]) => JSON.stringify(content).includes('ApiError'));
        if (good.length === 0 || !described || !alike || !summary) incomplete.push(`${method} ${path}`);
      }
    }
    expect(incomplete).toEqual([]);
    expect(Object.keys(paths).length).toBeGreaterThan(20);
  });

  it('has every parameter of a path, and one name for each operation', async () => {
    const { paths } = await configApi();
    const names: string[] = [];
    for (const [path, operations] of Object.entries(paths)) {
      for (const { operationId, parameters } of Object.values(operations as Record<string, any>)) {
        names.push(operationId);
        const declared = parameters.filter((each: any) => each.in === 'path').map((each: any) => each.name);
        expect([path, declared.sort()]).toEqual([
          path,
          [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort(),
        ]);
      }
    }
    expect(new Set(names).size).toBe(names.length);
  });
});
