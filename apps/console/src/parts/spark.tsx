/** Hours as a line without axes: decoration beside the numbers. */
export function Spark({ values }: { values: readonly number[] }) {
  const [width, height] = [112, 26];
  const most = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map((value, index) => `${index * step},${height - 2 - (value / most) * (height - 4)}`);
  return (
    <svg
      aria-hidden="true"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      style={{ display: 'block' }}
    >
      <polygon points={`0,${height} ${points.join(' ')} ${width},${height}`} fill="var(--mantine-color-brand-light)" />
      <polyline points={points.join(' ')} fill="none" stroke="var(--mantine-color-brand-6)" strokeWidth={1.6} />
    </svg>
  );
}
