import { readFileSync } from 'node:fs';
import { join } from './joining.ts';
import { expect, expectAccessible, expectFits, fillSignIn, test } from './support.ts';

const bas = { email: 'bas.proef@zaanstad.voorbeeld.example', name: 'Bas Proefmans', password: 'twaalf stille vissen kijken' };
const uma = { email: 'uma.proef@zaanstad.voorbeeld.example', name: 'Uma Proef', password: 'vijftien warme broden dampen' };

test('somebody fetches what is kept about them, withdraws a consent, and leaves', async ({ page }) => {
  test.slow();
  await join(page, bas);
  await page.goto('/mijn/gegevens');
  await page.getByRole('button', { name: 'Mijn gegevens ophalen' }).click();
  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: /JSON/ }).click();
  const file = await (await loading).path();
  const kept = JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
  expect(kept).toContain(bas.email);
  expect(kept).toContain(bas.name);

  const consents = page.getByRole('region', { name: 'Toestemming' });
  const [before, after] = (await consents.getByRole('button', { name: /intrekken/ }).count()) > 0 ? ['intrekken', 'geven'] : ['geven', 'intrekken'];
  await consents.getByRole('button', { name: new RegExp(before) }).first().click();
  await expect(consents.getByRole('button', { name: new RegExp(after) }).first()).toBeVisible();
  await expectAccessible(page);
  await expectFits(page, 320);

  await page.getByRole('button', { name: 'Mijn account verwijderen' }).click();
  const dialog = page.getByRole('dialog', { name: 'Account verwijderen' });
  await dialog.getByLabel('Wachtwoord').fill('niet het goede woord');
  await dialog.getByRole('button', { name: 'Voorgoed verwijderen' }).click();
  await expect(dialog.getByLabel('Wachtwoord')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page);
  await dialog.getByLabel('Wachtwoord').fill(bas.password);
  await dialog.getByRole('button', { name: 'Voorgoed verwijderen' }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: 'Inloggen' })).toBeVisible();

  await page.goto('/inloggen');
  await fillSignIn(page, bas);
  await expect(page.getByText('horen niet bij elkaar')).toBeVisible();
  await page.goto(`/mensen?naam=${encodeURIComponent(bas.name)}`);
  await expect(page.getByText(`Niemand gevonden`, { exact: false }).or(page.getByRole('heading', { level: 2 }))).toBeVisible();
  await expect(page.getByRole('link', { name: bas.name })).toHaveCount(0);
});

test('mail about introductions is turned off at the profile', async ({ page }) => {
  test.slow();
  await join(page, uma);
  await page.goto('/mijn/profiel');
  const choice = page.getByRole('checkbox', { name: 'Mail mij over kennismakingen' });
  await expect(choice).toBeChecked();
  await choice.click();
  await expect(page.getByText('Bewaard.', { exact: true })).toBeVisible();
  await page.reload();
  await expect(choice).not.toBeChecked();
  await expectAccessible(page);
});
