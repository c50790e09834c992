import { openLink } from './joining.ts';
import { mailWith } from './mail.ts';
import { editor, member, signedInAs } from './people.ts';
import { command } from './programs.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

/** Searching again without typing again: saved searches, their mail, and feeds. */

const title = 'Zilvermeeuwen tellen op de gevel';

/** The server looks each quarter of a minute. */
const lookWithin = 40_000;

test.describe('a member', () => {
  test.use(signedInAs(member));

  test('saves a search, gets a mail when something new matches, and stops the mails', async ({ page, browser, request }) => {
    test.setTimeout(150_000);
    await page.goto('/zoeken?q=zilvermeeuwen&soort=pilot&fase=idee');
    await page.getByRole('button', { name: 'Bewaar deze zoekvraag' }).click();
    const dialog = page.getByRole('dialog', { name: 'Bewaar deze zoekvraag' });
    await expect(dialog.getByLabel('Naam')).toHaveValue(/^zilvermeeuwen, Pilot/);
    await expect(dialog.getByRole('radio', { name: 'Geen mail' })).toBeChecked();
    await expectAccessible(page);
    await expectFits(page, 360);
    await page.setViewportSize({ width: 1280, height: 900 });
    await dialog.getByLabel('Naam').fill('');
    await dialog.getByRole('button', { name: 'Zoekvraag bewaren' }).click();
    await expect(dialog.getByLabel('Naam')).toBeFocused();
    await dialog.getByLabel('Naam').fill('Meeuwen in de stad');
    await dialog.getByRole('radio', { name: 'Elke ochtend mail' }).check();
    await dialog.getByRole('button', { name: 'Zoekvraag bewaren' }).click();
    await expect(page.getByText('Je zoekvraag is bewaard.')).toBeVisible();
    await page.getByRole('link', { name: 'Bekijk je zoekvragen' }).click();
    const saved = page.getByRole('list', { name: 'Mijn zoekvragen' }).getByRole('listitem').filter({ hasText: 'Meeuwen in de stad' });
    await expect(saved).toContainText('Niets nieuws');
    await expect(saved).toContainText('Elke ochtend mail');

    // Somebody else writes about it.
    const office = await browser.newContext(signedInAs(editor));
    const { id, revision } = await draft(office.request);
    await send(office.request, 'mutation P($input: PublishInput!) { publishPilot(input: $input) { pilot { id } userErrors { message } } }', { id, revision });
    await office.close();

    await expect(async () => {
      await page.reload();
      await expect(saved).toContainText('1 nieuw', { timeout: 5_000 });
    }).toPass();
    await expectAccessible(page);
    await expectFits(page, 360);
    await page.setViewportSize({ width: 1280, height: 900 });
    command('search-mails');
    const mail = await mailWith(member.email, title, lookWithin);
    expect(mail).toContain('Meeuwen in de stad');
    expect(mail).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');

    await saved.getByRole('link', { name: 'Meeuwen in de stad' }).click();
    await expect(page).toHaveURL(/volgorde=nieuwste/);
    await expect(page.getByRole('link', { name: title })).toBeVisible();
    await page.goBack();
    await expect(saved).toContainText('Niets nieuws');

    await openLink(page, member.email, '/mail-stoppen');
    await page.getByRole('button', { name: 'Stop deze mails' }).click();
    await expect(page.getByText('Je krijgt geen mail meer over je zoekvragen.')).toBeVisible();
    await expectAccessible(page);
    await page.getByRole('main').getByRole('link', { name: 'Mijn zoekvragen' }).click();
    await expect(saved).toContainText('Geen mail');

    await saved.getByRole('button', { name: 'Meeuwen in de stad aanpassen' }).click();
    await page.getByLabel('Naam').fill('Meeuwen');
    await page.getByRole('radio', { name: 'Elke maandag mail' }).check();
    await page.getByRole('button', { name: 'Wijziging bewaren' }).click();
    await expect(page.getByText('Bewaard: Meeuwen.')).toBeVisible();
    await page.getByRole('button', { name: 'Meeuwen verwijderen' }).click();
    await page.getByRole('button', { name: 'Ja, verwijder hem' }).click();
    await expect(page.getByText('Verwijderd: Meeuwen.')).toBeVisible();

    const feed = await request.get('/feeds/search.atom?q=zilvermeeuwen');
    expect(await feed.text()).toContain(title);
  });
});

test('a visitor sorts by date and finds the feed of a search', async ({ page }) => {
  test.slow();
  await page.goto('/zoeken?q=data');
  const feed = page.locator('head link[type="application/atom+xml"]');
  await expect(feed).toHaveAttribute('href', '/feeds/search.atom?q=data');
  await page.getByLabel('Volgorde').selectOption('Nieuwste eerst');
  await expect(page).toHaveURL(/q=data&volgorde=nieuwste/);
  await expect(page.getByRole('link', { name: 'Volg deze zoekvraag' })).toHaveAttribute('href', '/feeds/search.atom?q=data');
  await expect(feed).toHaveCount(1);
  await expectAccessible(page);
  await expectFits(page, 360);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('link', { name: 'Log in om deze zoekvraag te bewaren' }).click();
  await expect(page).toHaveURL(/inloggen\?terug=%2Fzoeken/);
  await expect(feed).toHaveCount(0);
});

type Api = { post: (url: string, options: object) => Promise<{ json: () => Promise<unknown> }> };

async function send(api: Api, query: string, input: object): Promise<Record<string, { pilot: { id: string; revision: number } }>> {
  const origin = process.env.BDG_E2E_URL ?? '';
  const answer = (await (await api.post(`${origin}/graphql`, { data: { query, variables: { input } }, headers: { origin } })).json()) as {
    data: Record<string, { pilot: { id: string; revision: number } }>;
  };
  return answer.data;
}

async function draft(api: Api): Promise<{ id: string; revision: number }> {
  const query = 'mutation C($input: CreatePilotInput!) { createPilot(input: $input) { pilot { id revision } userErrors { message } } }';
  const input = {
    title, summary: 'Vrijwilligers tellen nesten.', problem: 'Niemand wist hoeveel er waren.', approach: 'Een telling met een app.',
    visibility: 'PUBLIC',
  };
  const { createPilot } = await send(api, query, input);
  if (!createPilot?.pilot) throw new Error('the pilot was not made');
  return createPilot.pilot;
}
