import { expect, test } from './support.ts';

const searchBox = /^Zoek in/;

test('a keyboard is enough to search and to open what is found', async ({ page }) => {
  await page.goto('/pilots');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Pilots');
  await page.keyboard.press('Tab');
  const skip = page.getByRole('link', { name: 'Naar de inhoud' });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();

  await page.keyboard.press('/');
  const box = page.getByRole('combobox', { name: searchBox });
  await expect(box).toBeFocused();
  await page.keyboard.type('a/b');
  await expect(box).toHaveValue('a/b');
  await box.fill('');
  await page.keyboard.type('putten met regenwater');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Zoeken naar putten met regenwater' })).toBeFocused();

  const result = page.getByRole('region', { name: 'Resultaten' }).getByRole('heading', { level: 2 }).getByRole('link').first();
  const title = await result.textContent();
  await expect(async () => {
    await page.keyboard.press('Tab');
    // Where the key leads is known when it has been pressed: a look that waits may end before it has looked.
    expect(await result.evaluate((link) => link === document.activeElement)).toBe(true);
  }).toPass({ intervals: [0], timeout: 20_000 });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: title ?? '' })).toBeFocused();
});

test('suggestions: arrows choose, Enter opens the thing itself', async ({ page }) => {
  await page.goto('/');
  const box = page.getByRole('main').getByRole('combobox', { name: searchBox });
  await box.pressSequentially('datapak');
  const option = page.getByRole('option', { name: /Het Zaanse datapakhuis/ });
  await expect(option).toBeVisible();
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    expect(await option.getAttribute('aria-selected')).toBe('true');
  }).toPass({ intervals: [0] });
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Het Zaanse datapakhuis' })).toBeVisible();
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

test('back and reload keep the filters', async ({ page }) => {
  await page.goto('/zoeken?q=data');
  const results = page.getByRole('region', { name: 'Resultaten' });
  const count = results.getByRole('status').first();
  const all = await count.textContent();
  const pilots = page.getByRole('complementary', { name: 'Filters' }).getByRole('checkbox', { name: /^Pilot/ });
  await pilots.check();
  await expect(page).toHaveURL(/soort=pilot/);
  await expect(count).not.toHaveText(all ?? '');
  const found = await count.textContent();
  const first = await results.getByRole('heading', { level: 2 }).first().textContent();
  await results.getByRole('heading', { level: 2 }).getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: first ?? '' })).toBeFocused();
  await page.goBack();
  for (const arrive of [() => Promise.resolve(), () => page.reload()]) {
    await arrive();
    await expect(page).toHaveURL(/soort=pilot/);
    await expect(pilots).toBeChecked();
    await expect(count).toHaveText(found ?? '');
    await expect(results.getByRole('heading', { level: 2 }).first()).toHaveText(first ?? '');
    await expect(page.getByRole('combobox', { name: searchBox }).first()).toHaveValue('data');
  }
  await page.getByRole('button', { name: 'Pilot weghalen' }).click();
  await expect(count).toHaveText(all ?? '');
});

test('back keeps what was loaded, and the place', async ({ page }) => {
  await page.goto('/pilots');
  const cards = page.getByRole('main').getByRole('article');
  await expect(cards).toHaveCount(20);
  await page.getByRole('button', { name: 'Meer laden' }).click();
  await expect.poll(() => cards.count()).toBeGreaterThan(30);
  const shown = await cards.count();
  await cards.nth(28).scrollIntoViewIfNeeded();
  const place = await page.evaluate(() => window.scrollY);
  expect(place).toBeGreaterThan(1000);
  await cards.nth(28).getByRole('heading').getByRole('link').click();
  await expect(page).toHaveURL(/\/pilots\/.+/);
  await page.goBack();
  await expect(cards).toHaveCount(shown);
  await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(place - 100);
});

test('the language is the reader’s choice and is remembered; what people wrote stays Dutch', async ({ page }) => {
  await page.goto('/pilots/het-zaanse-datapakhuis');
  await page.getByRole('banner').getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('navigation', { name: 'Main menu' }).getByRole('link', { name: 'Meetings' })).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: 'Het Zaanse datapakhuis' })).toHaveAttribute('lang', 'nl');
  await page.getByRole('banner').getByRole('button', { name: 'Nederlands' }).click();
  await expect(page.getByRole('navigation', { name: 'Hoofdmenu' })).toBeVisible();
});

test('a menu on a phone opens, leads on and closes', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto('/');
  const challenges = page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Vraagstukken' });
  await expect(challenges).toBeHidden();
  await page.getByRole('button', { name: 'Menu' }).click();
  await challenges.click();
  await expect(page.getByRole('heading', { level: 1, name: 'Vraagstukken' })).toBeFocused();
  await expect(challenges).toBeHidden();
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('a visitor finds and reads a pilot', async ({ page }) => {
    await page.goto('/pilots');
    await page.getByRole('link', { name: 'Brieven herschrijven met een taalmodel, een mens verstuurt' }).click();
    await expect(page).toHaveTitle('Brieven herschrijven met een taalmodel, een mens verstuurt · BigDataGemeenten');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(['Brieven herschrijven met een taalmodel, een mens verstuurt']);
    await expect(page.getByText('Een panel van 18 inwoners begreep 81 procent')).toBeVisible();
    await expect(page.getByText('Het filter ving er één niet.')).toBeVisible();
  });
});
