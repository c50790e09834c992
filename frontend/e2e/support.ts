import { AxeBuilder } from '@axe-core/playwright';
import { type Page, test as base, expect } from '@playwright/test';
import type { Somebody } from './people.ts';

export { expect };

interface Checks {
  /** What the browser may complain about in this test, such as a 404 that is asked for on purpose. */
  allowed: RegExp | null;
  complaints: string[];
}

/** A test that also fails when the browser complains (errors, the Content-Security-Policy) or asks another host. */
export const test = base.extend<Checks>({
  allowed: [null, { option: true }],
  complaints: [
    async ({ context, baseURL, allowed }, use) => {
      const complaints: string[] = [];
      context.on('console', (message) => {
        if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`);
      });
      context.on('weberror', (error) => complaints.push(String(error.error())));
      context.on('request', (request) => {
        if (!request.url().startsWith(`${baseURL}/`) && !/^(data|blob):/.test(request.url())) complaints.push(`asks ${request.url()}`);
      });
      await use(complaints);
      expect(complaints.filter((one) => !allowed?.test(one))).toEqual([]);
    },
    { auto: true },
  ],
});

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, who: Somebody): Promise<void> {
  await page.goto('/inloggen');
  await fillSignIn(page, who);
  await expect(page.getByRole('button', { name: `Account van ${who.name}` })).toBeVisible();
  await expect(page).not.toHaveURL(/inloggen/);
}

/** The form itself; it is on a page and in a dialog. */
export async function fillSignIn(page: Page, { email, password }: Somebody): Promise<void> {
  const secret = page.getByLabel('Wachtwoord');
  await page.getByLabel('E-mailadres').fill(email);
  await secret.fill(password);
  await secret.press('Enter');
}

export async function signOut(page: Page, { name }: Somebody): Promise<void> {
  await page.getByRole('button', { name: `Account van ${name}` }).click();
  await page.getByRole('button', { name: 'Uitloggen' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Inloggen' })).toBeVisible();
}

/** axe finds nothing, in the light and in the dark scheme; the schemes differ in nothing but colours. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // "Legacy" leaves out frames of other hosts, of which there are none, and a window of its own for each analysis.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(['color-contrast', 'link-in-text-block']) : axe).analyze();
    const found = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`));
    expect(found, `axe, ${colorScheme}, ${page.viewportSize()?.width} pixels wide`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}

/** Nothing hangs out of the window sideways: 320 pixels is 1280 at 400 % zoom. */
export async function expectFits(page: Page, width: number): Promise<void> {
  await page.setViewportSize({ width, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth), `at ${width} pixels`).toBeLessThanOrEqual(width);
}
