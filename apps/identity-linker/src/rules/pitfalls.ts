/** Something that others got wrong, and the specs that would notice it here. */
export interface Pitfall {
  readonly pitfall: string;
  readonly expected: string;
  /** Files of the repository, each with names of its specs. */
  readonly specs: readonly { readonly file: string; readonly names: readonly string[] }[];
}

const identity = 'libs/domain/src/identity';
const app = 'apps/identity-linker/src';
const rules = `${app}/rules/chapters.ts`;
const deviceRules = `${app}/rules/chapters-of-devices.ts`;
const linker = `${app}/linker.int.spec.ts`;
const workers = `${app}/workers.int.spec.ts`;
const policy = `${app}/policy.int.spec.ts`;
const decide = `${identity}/decide.unit.spec.ts`;
const model = `${identity}/model.unit.spec.ts`;
const byHand = `${identity}/by-hand.unit.spec.ts`;
const links = 'apps/transformer/src/transform/links.unit.spec.ts';
const transformer = 'apps/transformer/src/transformer.int.spec.ts';
const observe = 'libs/domain/src/profiles/observe.unit.spec.ts';

export const pitfalls: readonly Pitfall[] = [
  {
    pitfall: 'Identify before the install, after it, twice, with a newer value, with a cleared one',
    expected: 'the latest value of a name wins; one link at the release',
    specs: [
      {
        file: rules,
        names: [
          'A link is never first',
          'Evidence may come before any link',
          'The latest value of a name wins',
          'A value that was cleared is taken back',
        ],
      },
      { file: links, names: ['that is created is asked to be linked to the device, before any event of it'] },
    ],
  },
  {
    pitfall: 'The same insert_id; the same value; a crash between Kochava’s answer and the acknowledgement',
    expected: 'a repeated link is harmless; a repeated event is bounded by the calls that were under way',
    specs: [
      { file: transformer, names: ['takes an insert_id once: within a chunk, across chunks, after a restart'] },
      {
        file: rules,
        names: ['What Kochava accepted is not sent again', 'A link that Kochava got once more changes nothing'],
      },
      { file: model, names: ['ends with the newest values also if Kochava gets old links again'] },
    ],
  },
  {
    pitfall: 'An event that is sent after its link; a late install; clocks that differ',
    expected: 'a release depends on evidence and on Postgres’ clock alone',
    specs: [
      { file: decide, names: ['needs a confirmation, its settle delay and nothing in flight'] },
      {
        file: model,
        names: ['sends no link first, loses none, sends none twice unchanged, and ends with the newest values'],
      },
    ],
  },
  {
    pitfall: 'A reinstall: a new kochava_device_id with the same identifiers',
    expected: 'a generation of its own',
    specs: [
      {
        file: deviceRules,
        names: [
          'The new device has its own hold',
          'An install of the older one, known by its identifiers, does not release it',
          'A later one does, that waits',
          'A later one does, that comes before its link',
        ],
      },
    ],
  },
  {
    pitfall: 'A reset advertising id, a changed idfv, a device_id generated anew; log-out and log-in',
    expected: 'a link never follows to another person; two users of a device stay two',
    specs: [
      {
        file: deviceRules,
        names: [
          'A reset identifier replaces the old one, after its own settle delay',
          'A changed idfv that Kochava has not seen is not carried',
          'Another user logs in: what was held of the first is withdrawn',
        ],
      },
      { file: linker, names: ['of one person never follows to another device with the same ids'] },
      { file: links, names: ['takes back what it was told for another user'] },
      { file: observe, names: ['moves to another user with nothing of the first'] },
    ],
  },
  {
    pitfall: 'No idfa, or zeros; tracking allowed later',
    expected: 'zeros are stripped; delivered by the idfv; the identifiers merge into one device',
    specs: [
      {
        file: deviceRules,
        names: [
          'Zeros are no identifier',
          'Tracking allowed later: until then the idfv suffices',
          'Tracking allowed later: the idfa is carried once Kochava has seen it',
        ],
      },
    ],
  },
  {
    pitfall: 'Android without an advertising id',
    expected: 'android_id delivers',
    specs: [{ file: deviceRules, names: ['android_id alone suffices'] }],
  },
  {
    pitfall: 'Several Kochava apps; no identifier at all',
    expected: 'held by sync and app; no identifier is a state of its own, which ends',
    specs: [
      {
        file: linker,
        names: ['confirms every device of its sync that waits and carries its id, and none of another sync'],
      },
      {
        file: deviceRules,
        names: [
          'Without an identifier it waits by itself',
          'And goes on with the first one that Kochava sees',
          'And ends with that reason',
        ],
      },
    ],
  },
  {
    pitfall: 'One device that is stuck; millions that are held',
    expected: 'nobody else notices',
    specs: [
      { file: deviceRules, names: ['One device waits for nobody else'] },
      { file: linker, names: ['waits while its sync is disabled or sends no users, and does not hold up the looking'] },
    ],
  },
  {
    pitfall: 'A hold expires; its sync is deleted',
    expected: 'nothing is held for ever; the expiry is in the log',
    specs: [
      { file: rules, names: ['A hold ends after 30 days, as a dead letter'] },
      {
        file: linker,
        names: [
          'expires into a dead letter, is never sent early, and can be re-opened',
          'of a deleted sync expires too; a request for a sync that is gone goes to the dead letters',
        ],
      },
    ],
  },
  {
    pitfall: 'Kochava answers 200 and drops it',
    expected: 'the state is “accepted”; what was sent before Kochava had the device goes once more',
    specs: [
      { file: rules, names: ['And once more when Kochava has it, as the first was not tied'] },
      { file: byHand, names: ['goes once more when Kochava is known to have the device'] },
    ],
  },
  {
    pitfall: 'The confirmation comes while the link’s transaction runs, or before any link',
    expected: 'released exactly once; no lost wake-up',
    specs: [
      {
        file: workers,
        names: [
          'with the request’s device confirmed by both at once: one fact, one link',
          'wake up every device, whatever the order and however often they run into each other',
          'that two workers make at once releases each link once',
        ],
      },
      { file: rules, names: ['Evidence may come before any link'] },
    ],
  },
  {
    pitfall: 'A hold is reopened after its sync changed',
    expected: 'the sync of now decides what leaves',
    specs: [
      { file: rules, names: ['A dead letter can be held again', 'What the sync does not select any more stays'] },
      { file: policy, names: ['does not leave a hold by the rule of now (%s), not even by hand'] },
    ],
  },
];

/** The list with where each is tested. */
export function pitfallTable(): string {
  const rows = pitfalls.map(({ pitfall, expected, specs }, index) => {
    const where = specs.map(({ file }) => `[${file.split('/').at(-1)}](../${file})`).join(', ');
    return `| ${index + 1} | ${pitfall} | ${expected} | ${where} |`;
  });
  return `| # | pitfall | what happens here | tested in |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}
