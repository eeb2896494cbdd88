import { type Alerts } from '../api/alerts.ts';

export const ruleLabels: Readonly<Record<Alerts['firing'][number]['rule'], string>> = {
  successRate: 'Success rate',
  volumeChange: 'Volume change',
  credentialsRefused: 'Credentials refused',
  oldestHold: 'Oldest hold',
};
