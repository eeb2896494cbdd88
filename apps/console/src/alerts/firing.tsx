import { type Alerts } from '../api/alerts.ts';
import { Notice } from '../parts/notice.tsx';
import { Ago } from '../parts/time.tsx';
import { ruleLabels } from './wording.ts';

/** What is not as it should be now. */
export function Firing({ alerts: { firing, notices } }: { alerts: Alerts }) {
  return firing.map(({ rule, since }) => {
    const notice = notices.find((each) => each.rule === rule && each.event !== 'resolved');
    return (
      <Notice key={rule} tone="bad" title={notice?.title ?? `${ruleLabels[rule]}: this is not as it should be`}>
        {notice?.text} Since <Ago at={since} />.
      </Notice>
    );
  });
}
