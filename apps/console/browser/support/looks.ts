import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { environment } from './env.ts';

const folder = join(import.meta.dirname, '../../reports/screenshots');
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
const schemes = ['light', 'dark'] as const;
const withPictures = environment.BROWSER_PICTURES !== 'none';

/**
 * Looks at a page in light and dark, at both sizes: nothing stands out of the window, and axe finds nothing serious. What
 * it looked like lies in reports/screenshots.
 * @param alike another look examines the same page in another state: this one is left out where no pictures are made
 */
export async function looksRight(page: Page, name: string, { alike = false } = {}): Promise<void> {
  if (alike && !withPictures) return;
  for (const { width, height } of sizes) {
    // Behind a dialog the page does not scroll.
    const dialog = (await page.getByRole('dialog').count()) > 0;
    await page.setViewportSize({ width, height });
    await page.mouse.move(0, 0);
    // Charts take the new width a moment later.
    await expect.poll(() => standsOut(page), { message: `${name} is wider than ${width}` }).toBe(false);
    // All of the page at once: what is fixed to the window stands where it would.
    if (withPictures && !dialog) await page.setViewportSize({ width, height: await wholeHeight(page, height) });
    for (const colorScheme of schemes) await look(page, { name, width, colorScheme });
  }
  await page.setViewportSize(sizes[0]);
  await page.emulateMedia({ colorScheme: 'light' });
}

interface Look {
  readonly name: string;
  readonly width: number;
  readonly colorScheme: (typeof schemes)[number];
}

/** Colours hang on the scheme, what is there on the size: two of the four looks, examined, show both. */
async function look(page: Page, { name, width, colorScheme }: Look): Promise<void> {
  const examined = width > 1000 === (colorScheme === 'light');
  if (!withPictures && !examined) return;
  await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
  // Buttons take their new colours in a moment.
  await page.waitForTimeout(150);
  if (examined) await isAccessible(page, `${name}, ${width}, ${colorScheme}`);
  if (withPictures) await page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`) });
}

/** Without frames there is no need for the second page in which axe would gather their results. */
async function isAccessible(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const found = serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(found, `axe, ${where}`).toEqual([]);
}

function standsOut(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

function wholeHeight(page: Page, least: number): Promise<number> {
  return page.evaluate((height) => Math.max(height, document.documentElement.scrollHeight), least);
}
