/**
 * Amplitude's rule for revenue: `price` without `revenue` means price × quantity (1 where none is given), and where
 * all three are given the product wins. Rounded to 15 digits, so that 3 × 0.1 is 0.3.
 */
export function settleRevenue(event: Record<string, unknown>): void {
  const { price, quantity, revenue } = event;
  if (typeof price !== 'number') return;
  if (typeof revenue === 'number' && typeof quantity !== 'number') return;
  const product = Number((price * (typeof quantity === 'number' ? quantity : 1)).toPrecision(15));
  if (Number.isFinite(product)) event['revenue'] = product;
}
