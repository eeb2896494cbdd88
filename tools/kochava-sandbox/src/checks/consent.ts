import { isObject, type Findings, type Json } from './findings.ts';

const details = new Set(['authorized', 'denied', 'notDetermined', 'restricted']);
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isFlag = (value: unknown): boolean => value === 0 || value === 1;
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0;

interface Block {
  field: string;
  name: string;
  keys: Readonly<Record<string, (value: unknown) => boolean>>;
}

const blocks: readonly Block[] = [
  {
    field: 'app_tracking_transparency',
    name: 'att',
    keys: {
      att: isBoolean,
      att_time: (value) => isCount(value) && Number(value) < 1e11,
      att_duration: isCount,
      att_detail: (value) => typeof value === 'string' && details.has(value),
    },
  },
  {
    field: 'gdpr_privacy_consent',
    name: 'gdpr',
    keys: { gdpr_applies: isFlag, tc_string: isText, ad_user_data: isFlag, ad_personalization: isFlag },
  },
];

/** The two consent blocks: every key of the documented type, none besides. */
export function consent(findings: Findings, data: Json): void {
  for (const { field, name, keys } of blocks) {
    const block = data[field];
    if (block === undefined) continue;
    if (!isObject(block)) findings.refuse(name, `data.${field} is not an object`);
    else checkBlock(findings, block, { field, name, keys });
  }
  gdprBasis(findings, data['gdpr_privacy_consent']);
}

/** The consent string, or else both flags. */
function gdprBasis(findings: Findings, block: unknown): void {
  if (!isObject(block) || block['tc_string'] !== undefined) return;
  if (block['ad_user_data'] !== undefined && block['ad_personalization'] !== undefined) return;
  findings.note('gdpr-incomplete', 'data.gdpr_privacy_consent has neither tc_string nor both flags');
}

function checkBlock(findings: Findings, block: Json, { field, name, keys }: Block): void {
  for (const key of Object.keys(block)) {
    const fits = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (fits === undefined) findings.note('unknown-field', `data.${field}.${key}`);
    else if (!fits(block[key])) findings.refuse(name, `data.${field}.${key} is not as documented`);
  }
}
