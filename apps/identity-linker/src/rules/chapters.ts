import { devices, generations } from './chapters-of-devices.ts';
import { type Chapter } from './rule.ts';

const idfv = { idfv: 'V-1' };
const gold = { plan: 'gold' };
const asked = { request: 'd-1', properties: gold, ids: idfv };
const event = { event: 'd-1', ids: idfv };
const install = { install: 'd-1', ids: idfv };
const settled = { pass: '10 s' };
const link = { to: 'd-1', with: gold, by: idfv };
const inFlight = [asked, event, settled];

const evidence: Chapter = {
  title: 'What confirms a device',
  text:
    'A sync has `hold.confirmBy`. `install-or-event` (the default): an event that Kochava accepted shows that it has the device, ' +
    'and so does an install that became known. `install`: only an install does. What has become known as an install is a ' +
    'postback of Kochava, an import, an event of the app that the sync lists in `hold.installEvents`, or an install that another ' +
    'sync sent and Kochava accepted.\n\n' +
    'When the policy changes, what is confirmed stays confirmed, and what comes later follows the new rule. Events that came while ' +
    'they did not suffice are not forgotten: their identifiers count as soon as the install is known. If the policy ' +
    'is loosened, they suffice with the next request, or the next event that tells of the device: within an hour of use.',
  rules: [
    {
      rule: 'A link is never first',
      given: [],
      when: [asked, { pass: '29 days' }],
      then: { held: { 'd-1': 'unconfirmed' } },
    },
    {
      rule: 'An event confirms, and the link waits for the settle delay',
      given: [asked],
      when: [event, { pass: '9 s' }],
      then: { held: { 'd-1': 'due' } },
    },
    { rule: 'After the settle delay it leaves', given: [asked, event], when: [settled], then: { links: [link] } },
    { rule: 'Evidence may come before any link', given: [install, settled], when: [asked], then: { links: [link] } },
    {
      rule: 'An event does not suffice where the install is asked for',
      confirmBy: 'install',
      given: [asked],
      when: [event, { pass: '1 days' }],
      then: { held: { 'd-1': 'unconfirmed' } },
    },
    ...(['postback', 'import', 'install-event', 'install-sync'] as const).map((by) => ({
      rule: `An install suffices: ${by}`,
      confirmBy: 'install' as const,
      given: [asked],
      when: [{ ...install, by }, settled],
      then: { links: [link] },
    })),
    {
      rule: 'What an event told before the install is kept',
      confirmBy: 'install',
      given: [asked, event],
      when: [{ install: 'd-1' }, settled],
      then: { links: [link] },
    },
    {
      rule: 'To a known install an event adds its identifiers',
      confirmBy: 'install',
      given: [asked, { install: 'd-1' }],
      when: [event, settled],
      then: { links: [link] },
    },
    {
      rule: 'Made stricter: what an event confirmed stays confirmed',
      given: [event, settled],
      when: [{ set: { confirmBy: 'install' } }, asked],
      then: { links: [link] },
    },
    {
      rule: 'Made stricter: others wait for their install',
      given: [asked],
      when: [{ set: { confirmBy: 'install' } }, event, { pass: '1 h' }],
      then: { held: { 'd-1': 'unconfirmed' } },
    },
    {
      rule: 'Loosened: the next event suffices',
      confirmBy: 'install',
      given: [asked, event],
      when: [{ set: { confirmBy: 'install-or-event' } }, event, settled],
      then: { links: [link] },
    },
    {
      rule: 'Loosened: an event from before suffices for the next request',
      confirmBy: 'install',
      given: [event],
      when: [{ set: { confirmBy: 'install-or-event' } }, asked, settled],
      then: { links: [link] },
    },
  ],
};

const values: Chapter = {
  title: 'What is held, and what of it leaves',
  text: 'One link of a device is under way at a time. What comes meanwhile gathers in the next one.',
  rules: [
    {
      rule: 'The latest value of a name wins',
      given: [asked, { request: 'd-1', properties: { plan: 'pro' } }, { request: 'd-1', properties: { tier: '2' } }],
      when: [event, settled],
      then: { links: [{ to: 'd-1', with: { plan: 'pro', tier: '2' }, by: idfv }] },
    },
    {
      rule: 'A value that was cleared is taken back',
      given: [asked],
      when: [{ request: 'd-1', properties: { plan: null } }, event, settled],
      then: {},
    },
    {
      rule: 'What Kochava accepted is not sent again',
      given: [...inFlight, { answer: 'd-1', as: 'accepted' }],
      when: [asked],
      then: {},
    },
    {
      rule: 'A newer value waits for the link on its way',
      given: inFlight,
      when: [{ request: 'd-1', properties: { plan: 'pro' } }],
      then: { held: { 'd-1': 'behind-in-flight' } },
    },
    {
      rule: 'And leaves after its end',
      given: [...inFlight, { request: 'd-1', properties: { plan: 'pro' } }],
      when: [{ answer: 'd-1', as: 'refused' }],
      then: { links: [{ to: 'd-1', with: { plan: 'pro' }, by: idfv }] },
    },
    {
      rule: 'A link that Kochava got once more changes nothing',
      given: [...inFlight, { answer: 'd-1', as: 'accepted' }],
      when: [{ again: 'd-1' }],
      then: {},
    },
    {
      rule: 'What the sync does not select any more stays',
      given: [asked, { request: 'd-1', properties: { tier: '2' } }],
      when: [{ set: { select: ['plan'] } }, event, settled],
      then: { links: [link] },
    },
    {
      rule: 'A disabled sync keeps what is due',
      given: [asked, event],
      when: [{ set: { status: 'disabled' } }, settled],
      then: { held: { 'd-1': 'due' } },
    },
    {
      rule: 'A hold ends after 30 days, as a dead letter',
      given: [asked],
      when: [{ pass: '30 days' }],
      then: { expired: { 'd-1': 'unconfirmed' } },
    },
    {
      rule: 'A dead letter can be held again',
      given: [asked, { pass: '30 days' }, event, settled],
      when: [{ byHand: 'reopen', device: 'd-1' }],
      then: { links: [link] },
    },
    {
      rule: 'By hand it leaves before Kochava has the device',
      given: [asked],
      when: [{ byHand: 'release', device: 'd-1' }],
      then: { links: [link] },
    },
    {
      rule: 'And once more when Kochava has it, as the first was not tied',
      given: [asked, { byHand: 'release', device: 'd-1' }, { answer: 'd-1', as: 'accepted' }],
      when: [event, settled],
      then: { links: [link] },
    },
  ],
};

/** The rules of identity: what docs/identity.md shows, and what the specs play. */
export const chapters: readonly Chapter[] = [evidence, values, devices, generations];
