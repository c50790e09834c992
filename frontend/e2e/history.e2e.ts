import { member, organiser, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

const title = 'Een proef met versies';

async function ask(page: import('@playwright/test').Page, query: string, input: object): Promise<Record<string, Record<string, Record<string, unknown>>>> {
  const headers = { origin: process.env.BDG_E2E_URL ?? '' };
  const answer = await page.request.post('/graphql', { headers, data: { query, variables: { input } } });
  return ((await answer.json()) as { data: Record<string, Record<string, Record<string, unknown>>> }).data;
}

test.describe('who wrote a pilot', () => {
  test.use(signedInAs(member));

  test('sees what it said before, and brings that back', async ({ page, browser }) => {
    test.slow();
    const made = await ask(page, 'mutation($input: CreatePilotInput!) { createPilot(input: $input) { pilot { id slug revision } } }', {
      title, summary: 'Wij telden fietsen in de stad.', partners: ['GGD'], visibility: 'PUBLIC',
    });
    const { id, slug, revision } = made.createPilot?.pilot ?? {};
    await ask(page, 'mutation($input: UpdatePilotInput!) { updatePilot(input: $input) { pilot { id } } }', {
      id, revision, summary: 'Wij telden bussen in de stad.', stage: 'EXPERIMENT',
    });
    await page.goto(`/pilots/${String(slug)}`);
    await page.getByRole('link', { name: 'Eerdere versies' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Eerdere versies' })).toBeFocused();
    const versions = page.getByRole('main').getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^Versie/ }) });
    await expect(versions).toHaveCount(2);
    await expect(versions.first()).toContainText(`door ${member.name}`);
    await expect(versions.first().locator('del').filter({ hasText: 'fietsen' })).toBeVisible();
    await expect(versions.first().locator('ins').filter({ hasText: 'bussen' })).toBeVisible();
    await expect(versions.first().locator('ins').filter({ hasText: 'Experiment' })).toBeVisible();
    await expectAccessible(page);
    await expectFits(page, 320);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('button', { name: 'Versie 1 terugzetten' }).click();
    await expect(page.getByText('Versie 1 staat terug, als een nieuwe versie.')).toBeVisible();
    await expect(versions).toHaveCount(3);
    await page.goto(`/pilots/${String(slug)}`);
    await expect(page.getByText('Wij telden fietsen in de stad.')).toBeVisible();

    // Somebody else does not even know of a draft.
    const other = await browser.newContext(signedInAs(organiser));
    const elsewhere = await other.newPage();
    await elsewhere.goto(`/pilots/${String(slug)}/geschiedenis`);
    await expect(elsewhere.getByRole('heading', { level: 1 })).toHaveText(/niet/);
    await expect(elsewhere.getByText(title)).toHaveCount(0);
    await other.close();
  });
});
