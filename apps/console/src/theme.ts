import { createTheme, Modal, Notification, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const brand: MantineColorsTuple = [
  '#e5f8f5',
  '#cbefe9',
  '#98dfd3',
  '#61cdbc',
  '#38bda9',
  '#1ea08d',
  '#118a79',
  '#0b6e66',
  '#085851',
  '#05423d',
];
const slate: MantineColorsTuple = [
  '#e4e8f0',
  '#c3cad8',
  '#a4aec1',
  '#8792a8',
  '#444d61',
  '#323a4c',
  '#232a39',
  '#181d29',
  '#11151f',
  '#0b0e15',
];

export const theme = createTheme({
  primaryColor: 'brand',
  primaryShade: 7,
  colors: { brand, dark: slate },
  fontFamily: 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Notification: Notification.extend({ styles: { description: { color: 'var(--mantine-color-dimmed)' } } }),
    Modal: Modal.extend({ styles: { title: { fontWeight: 650 } } }),
  },
});

/** Greys that are dark (or light) enough to be read: contrast of 4.5 to 1 at least. */
export const readableGreys: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#566070',
    '--mantine-color-placeholder': '#6b7482',
    '--mantine-color-error': '#c02626',
    '--mantine-color-yellow-light': '#fff3d6',
    '--mantine-color-yellow-light-color': '#7a4a00',
    '--mantine-color-red-light': '#fdebec',
    '--mantine-color-red-light-color': '#a61e2d',
    '--mantine-color-blue-light-color': '#1556a3',
    '--ks-page': '#f6f8fa',
    '--ks-hint': '#8a5300',
    '--ks-line': '#dfe4ea',
    '--ks-code': '#f3f5f8',
  },
  dark: {
    '--mantine-color-dimmed': '#a4aec1',
    '--mantine-color-placeholder': '#8f9ab0',
    '--mantine-color-error': '#ff9aa2',
    '--mantine-color-yellow-light': 'rgba(242, 194, 107, 0.14)',
    '--mantine-color-yellow-light-color': '#f2c26b',
    '--mantine-color-red-light': 'rgba(255, 135, 145, 0.14)',
    '--mantine-color-red-light-color': '#ff9aa2',
    '--mantine-color-brand-light': 'rgba(56, 189, 169, 0.14)',
    '--mantine-color-brand-light-hover': 'rgba(56, 189, 169, 0.2)',
    '--mantine-color-brand-light-color': '#7fe0cf',
    '--mantine-color-anchor': '#61cdbc',
    '--ks-page': '#11151f',
    '--ks-hint': '#f2c26b',
    '--ks-line': '#2c3446',
    '--ks-code': '#11151f',
  },
});
