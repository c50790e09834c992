import { expect, test } from '@playwright/test';
import { expectAccessible, expectFits } from './support.ts';

test('a keyboard finds the content and the search box', async ({ page }) => {
  await page.goto('/pilots');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pilots');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Naar de inhoud' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  await page.keyboard.press('/');
  const box = page.getByRole('combobox', { name: /^Zoek in/ });
  await expect(box).toBeFocused();
  await page.keyboard.type('a/b');
  await expect(box).toHaveValue('a/b');
});

test('going somewhere moves the focus to the title, and back comes back', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/ · BigDataGemeenten$/);
  const first = await page.title();
  await page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Pilots' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pilots' })).toBeFocused();
  await expect(page).toHaveTitle('Pilots · BigDataGemeenten');
  await page.goBack();
  await expect(page).toHaveTitle(first);
});

test('the language is the reader’s choice and is remembered', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('banner').getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Meetings' })).toBeVisible();
});

test('a wrong address says so and shows the way on', async ({ page }) => {
  await page.goto('/bestaat-niet');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Deze pagina bestaat niet');
  await expect(page.getByRole('main').getByRole('link', { name: 'Zoeken' })).toBeVisible();
});

test('no page breaks the Content-Security-Policy or asks another host', async ({ page, baseURL }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && /security policy/i.test(message.text())) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(baseURL ?? '')) complaints.push(request.url());
  });
  for (const path of ['/', '/zoeken?q=data', '/pilots', '/inloggen']) {
    await page.goto(path, { waitUntil: 'networkidle' });
  }
  expect(complaints).toEqual([]);
});

for (const path of ['/', '/zoeken?q=data', '/zoeken?q=qqqqzzzz', '/pilots', '/inloggen', '/bestaat-niet']) {
  test(`${path} is accessible and fits a narrow window`, async ({ page }) => {
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectAccessible(page);
    await expectFits(page, 320);
    await expectAccessible(page);
  });
}
