import { editor, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

// One test goes offline on purpose.
test.use({ ...signedInAs(editor), allowed: /ERR_INTERNET_DISCONNECTED/ });

test('a pilot is kept as one types, through a lost network and a closed window, and can be thrown away', async ({ page, context }) => {
  await page.goto('/pilots/nieuw');
  const title = page.getByLabel('Titel');
  await title.pressSequentially('Sensoren in putten');
  await expect(page.getByText('Bewaard om')).toBeVisible();
  await expect(page).toHaveURL(/\/pilots\/sensoren-in-putten.*\/bewerken$/);
  await expect(title).toBeFocused();

  await page.getByRole('button', { name: 'Pilot publiceren' }).click();
  await page.getByRole('link', { name: 'Samenvatting' }).click();
  await expect(page.getByLabel('Samenvatting')).toBeFocused();
  await expectAccessible(page);

  await context.setOffline(true);
  await page.keyboard.type('Water dat blijft staan.');
  await expect(page.getByText('Geen verbinding. Wat je typt')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Bewaard om')).toBeVisible({ timeout: 15_000 });
  await page.reload();
  await expect(page.getByLabel('Samenvatting')).toHaveValue('Water dat blijft staan.');
  await expectFits(page, 320);

  await page.getByRole('button', { name: 'Pilot verwijderen' }).click();
  await page.getByRole('button', { name: 'Voorgoed verwijderen' }).click();
  await expect(page).toHaveURL(/\/mijn$/);
  await expect(page.getByRole('link', { name: 'Sensoren in putten' })).toHaveCount(0);
});

test('notes become a report, and two windows choose between their versions', async ({ page, context }) => {
  await page.goto('/verslagen/nieuw');
  await page.getByLabel('Plak je aantekeningen').fill('Leren van elkaar\n\n11 oktober 2016\n\nOpening\n\nWe begonnen met koffie en een vraag.');
  await page.getByRole('button', { name: 'Maak er een verslag van' }).click();
  await expect(page.getByLabel('Titel')).toHaveValue('Leren van elkaar');
  await expect(page).toHaveURL(/bewerken$/);

  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel('Samenvatting').fill('Uit het andere venster');
  await expect(other.getByText('Bewaard om')).toBeVisible();
  await page.getByLabel('Samenvatting').fill('Uit dit venster');
  await expect(page.getByRole('heading', { name: 'Iemand anders veranderde hetzelfde' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('radio', { name: 'De andere versie' }).check();
  await page.getByRole('button', { name: 'Verder met deze keuze' }).click();
  await expect(page.getByLabel('Samenvatting')).toHaveValue('Uit het andere venster');

  await page.getByRole('button', { name: 'Verslag verwijderen' }).click();
  await page.getByRole('button', { name: 'Voorgoed verwijderen' }).click();
  await expect(page).toHaveURL(/\/mijn$/);
});
