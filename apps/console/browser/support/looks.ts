import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const folder = join(import.meta.dirname, '../../reports/screenshots');
const sizes = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
] as const;
const schemes = ['light', 'dark'] as const;

/**
 * Looks at a page in light and dark, at both sizes: nothing stands out of the window, and axe finds nothing serious. What
 * it looked like lies in reports/screenshots.
 */
export async function looksRight(page: Page, name: string): Promise<void> {
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.waitForTimeout(80);
      // Behind a dialog the page does not scroll; what is fixed to the window stands wrong in a picture that is scrolled.
      const fullPage = (await page.getByRole('dialog').count()) === 0;
      if (fullPage) await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: join(folder, `${name}-${size.width}-${colorScheme}.png`), fullPage });
      // Colours hang on the scheme, what is there on the size: two of the four looks show both.
      if (size.width > 1000 === (colorScheme === 'light'))
        await isAccessible(page, `${name}, ${size.width}, ${colorScheme}`);
    }
    expect(await standsOut(page), `${name} is wider than ${size.width}`).toBe(false);
  }
  await page.setViewportSize(sizes[0]);
  await page.emulateMedia({ colorScheme: 'light' });
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
