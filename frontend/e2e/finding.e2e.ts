import { editor, member, pathOfPerson, signedInAs } from './people.ts';
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

test('under a municipality stand those that work on the same, and each theme leads to what they do', async ({ page }) => {
  await page.goto('/gemeenten/zaanstad');
  const peers = page.getByRole('region', { name: 'Gemeenten die met hetzelfde bezig zijn' });
  const tilburg = peers.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Tilburg' }) });
  await expect(tilburg).toContainText(/Allebei bezig met: .*Vroegsignalering/);
  await expect(peers.getByRole('link', { name: 'Zaanstad' })).toHaveCount(0);
  await expectAccessible(page);
  await expectFits(page, 360);
  await tilburg.getByRole('link', { name: 'Vroegsignalering in Tilburg' }).click();
  await expect(page).toHaveURL(/\/zoeken\?.*gemeente=GM0855/);
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
});

test('under a municipality that contributed nothing stands no other', async ({ page }) => {
  await page.goto('/gemeenten/texel');
  await expect(page.getByRole('heading', { level: 1, name: 'Texel' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('region', { name: 'Gemeenten die met hetzelfde bezig zijn' })).toHaveCount(0);
});

test('under a person stands what fits their profile, with the reasons', async ({ page, request }) => {
  await page.goto(await pathOfPerson(request, member));
  const fitting = page.getByRole('region', { name: 'Past bij dit profiel' });
  await expect(fitting.getByRole('listitem').first()).toBeVisible();
  await expect(fitting.getByText(/Thema’s in beide:|Woorden in beide:/).first()).toBeVisible();
  await expect(fitting.getByText('Ook over:')).toHaveCount(0);
  await expect(fitting.getByText('Persoon', { exact: true })).toHaveCount(0);
  await expectAccessible(page);
  await expectFits(page, 360);
});

test('a visitor is not told how a score came about', async ({ page }) => {
  await page.goto('/zoeken?q=datapakhuis');
  await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  await expect(page.getByText('Waarom staat dit hier?')).toHaveCount(0);
});

test('a search says when not every result has all words', async ({ page }) => {
  await page.goto('/zoeken?q=zaanse datapakhuis');
  await expect(page.getByRole('link', { name: 'Het Zaanse datapakhuis' }).first()).toBeVisible();
  await expect(page.getByText('Niet elk resultaat heeft al je woorden zoals je ze schreef.')).toBeVisible();
  await expectAccessible(page);
  await expectFits(page, 360);
  await page.goto('/zoeken?q=datapakhuis');
  await expect(page.getByRole('link', { name: 'Het Zaanse datapakhuis' }).first()).toBeVisible();
  await expect(page.getByText('Niet elk resultaat heeft al je woorden zoals je ze schreef.')).toHaveCount(0);
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
