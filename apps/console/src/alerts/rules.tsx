import { type AlertRules } from '../api/alerts.ts';
import { type Problem } from '../api/api-error.ts';
import { problemOf } from '../parts/field-problems.ts';
import { Amount, RuleRow } from './rule-row.tsx';
import { ruleLabels } from './wording.ts';

interface RulesProps {
  readonly rules: AlertRules;
  readonly problems: readonly Problem[];
  readonly editable: boolean;
  readonly onChange: (rules: AlertRules) => void;
}

/** What is watched. */
export function Rules({ rules, problems, editable, onChange }: RulesProps) {
  const { successRate, volumeChange, credentialsRefused, oldestHold } = rules;
  const common = (field: string) => ({ editable, error: problemOf(problems, `/rules/${field}`) });
  const change = <K extends keyof AlertRules>(name: K, part: Partial<AlertRules[K]>) =>
    onChange({ ...rules, [name]: { ...(rules[name] as object), ...(part as object) } });
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
      <RuleRow
        label={ruleLabels.successRate}
        help="Too many events end undelivered."
        enabled={successRate.enabled}
        editable={editable}
        onSwitch={(enabled) => change('successRate', { enabled })}
      >
        <Amount
          {...common('successRate/below')}
          label="Below"
          suffix=" %"
          value={Math.round(successRate.below * 1000) / 10}
          min={1}
          max={100}
          onChange={(percent) => change('successRate', { below: percent / 100 })}
        />
        <Amount
          {...common('successRate/minutes')}
          label="Within the last"
          suffix=" min"
          value={successRate.minutes}
          min={5}
          max={240}
          onChange={(minutes) => change('successRate', { minutes })}
        />
        <Amount
          {...common('successRate/atLeast')}
          label="Of at least so many events"
          value={successRate.atLeast}
          min={1}
          max={1_000_000}
          onChange={(atLeast) => change('successRate', { atLeast })}
        />
      </RuleRow>
      <RuleRow
        label={ruleLabels.volumeChange}
        help="The last hour differs from the mean hour of the day before."
        enabled={volumeChange.enabled}
        editable={editable}
        onSwitch={(enabled) => change('volumeChange', { enabled })}
      >
        <Amount
          {...common('volumeChange/percent')}
          label="By more than"
          suffix=" %"
          value={volumeChange.percent}
          min={10}
          max={1000}
          onChange={(percent) => change('volumeChange', { percent })}
        />
        <Amount
          {...common('volumeChange/atLeast')}
          label="Of at least so many events"
          value={volumeChange.atLeast}
          min={1}
          max={1_000_000_000}
          onChange={(atLeast) => change('volumeChange', { atLeast })}
        />
      </RuleRow>
      <RuleRow
        label={ruleLabels.credentialsRefused}
        help="Kochava answers 401 or 403: the sync is paused, and its events wait for 72 hours."
        enabled={credentialsRefused.enabled}
        editable={editable}
        onSwitch={(enabled) => change('credentialsRefused', { enabled })}
      />
      <RuleRow
        label={ruleLabels.oldestHold}
        help="An IdentityLink waits too long for its device."
        enabled={oldestHold.enabled}
        editable={editable}
        onSwitch={(enabled) => change('oldestHold', { enabled })}
      >
        <Amount
          {...common('oldestHold/hours')}
          label="Held for more than"
          suffix=" h"
          value={oldestHold.hours}
          min={1}
          max={2160}
          onChange={(hours) => change('oldestHold', { hours })}
        />
      </RuleRow>
    </ul>
  );
}
