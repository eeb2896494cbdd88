import { namespace, type Board } from '../grafana/dashboard.ts';
import { states } from '../grafana/kinds.ts';
import { whatToDo } from '../grafana/links.ts';
import { type Panel } from '../grafana/panel.ts';
import { arriving, leaving, waiting } from './overview-flow.ts';
import { headline } from './overview-headline.ts';
import { type Signal } from './signals.ts';

/** Is everything all right? */
export function overview(signals: readonly Signal[]): Board {
  return {
    name: 'overview',
    title: 'kochava-stream / Overview',
    about: 'Is everything all right: what comes in, what reaches Kochava, what waits, what an alert would say.',
    from: 'now-3h',
    choices: [namespace],
    sections: [
      { title: 'Is everything all right?', panels: headline },
      { title: 'What the alerts look at', panels: [alertSignals(signals)] },
      { title: 'Comes in', panels: arriving },
      { title: 'Goes out to Kochava', panels: leaving },
      { title: 'Waits', panels: waiting },
    ],
  };
}

/** The alerts' own expressions: what is red for as long as `for` says becomes an alert. */
function alertSignals(signals: readonly Signal[]): Panel {
  return states({
    title: 'Conditions of the alerts',
    about:
      'Each row is the condition of an alert. Green: it does not hold. Red: it holds, and becomes an alert when it has for as long as the alert says. A click leads to what to do.',
    width: 24,
    height: Math.ceil(signals.length * 0.72) + 2,
    queries: signals.map(({ alert, expr }) => ({
      expr: `count(${expr}) > bool 0`,
      legend: alert,
      none: '',
      rare: 'quiet',
    })),
    unit: 'short',
    words: { 0: ['fine', 'green'], 1: ['holds', 'red'] },
    rows: signals.map(({ alert }) => ({ name: alert, link: whatToDo(alert) })),
  });
}
