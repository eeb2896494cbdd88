import { Mappings } from '@kochava-stream/contracts';
import { syncLimits } from './limits.ts';
import { propertyNameProblem } from './names.ts';
import { type Problem } from './problem.ts';

const holders = ['event_properties', 'user_properties', 'groups', 'group_properties'];

const fields = Object.keys(Mappings.properties) as (keyof Mappings)[];

/** What is wrong with the paths of the mappings. Whether enough is mapped is asked when the sync is enabled. */
export function mappingProblems(mappings: Mappings): Problem[] {
  return fields.flatMap((field) => {
    const path = mappings[field];
    // An optional field may be empty: not mapped. The two required ones were found empty before.
    if (path === null || path === undefined || path === '') return [];
    const problem = pathProblem(path);
    return problem === undefined ? [] : [{ field: `/mappings/${field}`, problem }];
  });
}

function pathProblem(path: string): string | undefined {
  if (path !== path.trim()) return 'begins or ends with a blank, so it is never found: remove it';
  if (path.length > syncLimits.amplitudeName) return `has ${path.length} characters; at most 1024 are possible`;
  const holder = holders.find((each) => path === each || path.startsWith(`${each}.`));
  if (holder === undefined) return propertyNameProblem(path);
  const name = path.slice(holder.length + 1);
  return name === '' ? `names no property: write ${holder}.<name>` : propertyNameProblem(name);
}
