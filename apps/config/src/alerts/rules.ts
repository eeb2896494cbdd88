import { Type, type Static } from '@sinclair/typebox';

const strict = { additionalProperties: false };
const enabled = Type.Boolean();

/** What is watched of a sync. */
export const AlertRules = Type.Object(
  {
    successRate: Type.Object(
      {
        enabled,
        below: Type.Number({ exclusiveMinimum: 0, maximum: 1, description: 'of the events that ended' }),
        minutes: Type.Integer({ minimum: 5, maximum: 240, description: 'looked back' }),
        atLeast: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'ended events; fewer say nothing' }),
      },
      strict,
    ),
    volumeChange: Type.Object(
      {
        enabled,
        percent: Type.Integer({
          minimum: 10,
          maximum: 1_000,
          description: 'the last hour against the mean hour of the 24 hours before: so much less, or more',
        }),
        atLeast: Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'events in the larger of the two' }),
      },
      strict,
    ),
    credentialsRefused: Type.Object({ enabled }, strict),
    oldestHold: Type.Object(
      { enabled, hours: Type.Integer({ minimum: 1, maximum: 2_160, description: 'a link is held for longer' }) },
      strict,
    ),
    repeatHours: Type.Integer({ minimum: 1, maximum: 168, description: 'what goes on is told again after so long' }),
  },
  { ...strict, $id: 'AlertRules' },
);
export type AlertRules = Static<typeof AlertRules>;

export const ruleNames = ['successRate', 'volumeChange', 'credentialsRefused', 'oldestHold'] as const;
export type RuleName = (typeof ruleNames)[number];

/** What is proposed: nothing is watched before somebody says where it is to be told. */
export const proposedRules: AlertRules = {
  successRate: { enabled: false, below: 0.95, minutes: 15, atLeast: 50 },
  volumeChange: { enabled: false, percent: 50, atLeast: 1_000 },
  credentialsRefused: { enabled: false },
  oldestHold: { enabled: false, hours: 24 },
  repeatHours: 24,
};
