import { type CSSProperties } from 'react';

/** Line drawings on a grid of 24. */
const paths = {
  add: 'M12 5v14M5 12h14',
  alert: 'M6 9a6 6 0 0 1 12 0c0 6 2.5 7 2.5 7h-17S6 15 6 9M10 20a2.2 2.2 0 0 0 4 0',
  arrowLeft: 'M19 12H5m6-6-6 6 6 6',
  arrowRight: 'M5 12h14m-6-6 6 6-6 6',
  audit: 'M8 4h8l4 4v12H4V4h4m0 8h8m-8 4h5',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevronDown: 'm6 9 6 6 6-6',
  chevronRight: 'm9 6 6 6-6 6',
  close: 'M6 6l12 12M18 6 6 18',
  code: 'm8 7-5 5 5 5m8-10 5 5-5 5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  dead: 'M3.5 13.5 6 5h12l2.5 8.5V19h-17v-5.5h5l1.2 2.5h4.6l1.2-2.5h5',
  delete: 'M4 7h16M9 7V4h6v3m3 0-1 13H7L6 7m4 4v5m4-5v5',
  delivery: 'M4 19V5m0 14h16M8 15l4-5 3 3 5-7',
  device: 'M7 3h10v18H7zM11 18h2',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  external: 'M14 4h6v6m0-6-9 9M18 14v6H4V6h6',
  filter: 'M4 5h16l-6 8v6l-4-2v-4z',
  history: 'M4 12a8 8 0 1 0 2.5-5.8M4 4v4h4m4 0v4l3 2',
  identity: 'M9.5 14.5 14.5 9.5M11 6.5l2-2a4.2 4.2 0 0 1 6 6l-2 2M13 17.5l-2 2a4.2 4.2 0 0 1-6-6l2-2',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18m0-10v5m0-8.5v.5',
  key: 'M15 14.5a5 5 0 1 0-4.7-3.3L4 17.5V20h3v-2h2v-2h1.5l1.8-1.8a5 5 0 0 0 2.7.3M16 8.5v.1',
  live: 'M3 12h4l3-8 4 16 3-8h4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  logout: 'M10 4H5v16h5m4-4 4-4-4-4m4 4H9',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10',
  pause: 'M8 5v14m8-14v14',
  people:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7m-6 9c0-3.5 2.7-6 6-6s6 2.5 6 6m1-16.5a3.5 3.5 0 0 1 0 7m2.5 3.2c1.6 1 2.5 2.8 2.5 5',
  play: 'M8 5v14l11-7z',
  project: 'M4 7.5 12 3l8 4.5v9L12 21l-8-4.5zM4 7.5l8 4.5 8-4.5M12 12v9',
  refresh: 'M20 12a8 8 0 1 1-2.5-5.8M20 4v4h-4',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14m5-2 4.5 4.5',
  send: 'M4 12 20 4l-6 16-3-6.5z',
  setUp: 'M4 7h9m5 0h2M4 17h2m5 0h9M13 7a2.5 2.5 0 1 0 5 0 2.5 2.5 0 0 0-5 0M6 17a2.5 2.5 0 1 0 5 0 2.5 2.5 0 0 0-5 0',
  sun: 'M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M12 2v2.5m0 15V22m10-10h-2.5m-15 0H2m17-7-1.8 1.8M6.8 17.2 5 19m14 0-1.8-1.8M6.8 6.8 5 5',
  sync: 'M4 9h13l-3-4m6 10H7l3 4',
  warning: 'M12 4 2.8 20h18.4zM12 10v4.5m0 2.5v.1',
} as const;

export type IconName = keyof typeof paths;

/** Decoration beside words; where there are none, the control that it stands in carries the label. */
export function Icon({ name, size = 18, style }: { name: IconName; size?: number; style?: CSSProperties }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      style={{ flexShrink: 0, ...style }}
    >
      <path d={paths[name]} />
    </svg>
  );
}
