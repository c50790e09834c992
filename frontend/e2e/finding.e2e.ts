import { editor, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

/** Why something was found where it was, and what else is like it. */

test('under a pilot stands what is like it, with the reasons', async ({ page }) => {
  await page.goto('/pilots/het-zaanse-datapakhuis');
  const similar = page.getByRole('region', { name: 'Lijkt hierop' });
  await expect(similar.getByRole('listitem').first()).toBeVisible();
  await expect(similar.getByText(/Ook over:|Woorden in beide:/).first()).toBeVisible();
  await expect(similar.getByRole('link', { name: 'Het Zaanse datapakhuis' })).toHaveCount(0);
  await expectAccessible(page);
  await expectFits(page, 360);
  await similar.getByRole('link').first().click();
  await expect(page).not.toHaveURL(/het-zaanse-datapakhuis/);
});

test('a visitor is not told how a score came about', async ({ page }) => {
  await page.goto('/zoeken?q=datapakhuis');
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  await expect(page.getByText('Waarom staat dit hier?')).toHaveCount(0);
});

test('a search says when not every result has all words', async ({ page }) => {
  await page.goto('/zoeken?q=zaanse datapakhuis');
  await expect(page.getByRole('link', { name: 'Het Zaanse datapakhuis' }).first()).toBeVisible();
  await expect(page.getByText('Niet elk resultaat heeft al je woorden.')).toBeVisible();
  await expectAccessible(page);
  await expectFits(page, 360);
  await page.goto('/zoeken?q=datapakhuis');
  await expect(page.getByRole('link', { name: 'Het Zaanse datapakhuis' }).first()).toBeVisible();
  await expect(page.getByText('Niet elk resultaat heeft al je woorden.')).toHaveCount(0);
});

test.describe('an editor', () => {
  test.use(signedInAs(editor));

  test('opens why a result stands where it stands', async ({ page }) => {
    await page.goto('/zoeken?q=zaanse datapakhuis');
    await page.getByText('Waarom staat dit hier?').first().click();
    const table = page.getByRole('table').first();
    await expect(table).toContainText('in de titel');
    await expect(table.getByRole('row', { name: /^Samen/ })).toContainText('=');
    await expectAccessible(page);
    await expectFits(page, 360);
  });
});
