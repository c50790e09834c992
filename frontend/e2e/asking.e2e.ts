import { editor, member, organiser, signedInAs } from './people.ts';
import { expect, expectAccessible, expectFits, test } from './support.ts';

test.describe('a member', () => {
  test.use(signedInAs(member));

  test('asks what nobody has written about, and it is shared on the button only', async ({ page }) => {
    await page.goto('/zoeken?q=kwispelstaartmeting');
    await page.getByRole('link', { name: 'Stel het als vraagstuk.' }).click();
    const question = page.getByRole('textbox', { name: 'De vraag' });
    await expect(question).toHaveValue('kwispelstaartmeting');
    await question.fill('Hoe meten we of een kwispelstaart helpt?');
    await expect(page.getByText('Anderen zien het pas als je onderaan op de knop drukt')).toBeVisible();
    await page.reload();
    await expect(question).toHaveValue('Hoe meten we of een kwispelstaart helpt?');
    await page.getByRole('combobox', { name: /^Thema/ }).fill('open da');
    await page.getByRole('option', { name: 'Open data' }).click();
    await expectAccessible(page);
    await expectFits(page, 320);
    await page.getByRole('button', { name: 'Vraagstuk delen' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Hoe meten we of een kwispelstaart helpt?' })).toBeFocused();

    await page.getByRole('link', { name: 'Bewerken' }).click();
    await page.getByRole('textbox', { name: 'Toelichting' }).fill('Sinds dit voorjaar proberen we het.');
    await expect(page.getByText('Anderen zien het als je op ‘Wijzigingen publiceren’ drukt')).toBeVisible();
    await page.getByRole('button', { name: 'Wijzigingen publiceren' }).click();
    await expect(page.getByText('Sinds dit voorjaar proberen we het.')).toBeVisible();
  });

  test('cannot plan a meeting', async ({ page }) => {
    await page.goto('/bijeenkomsten/nieuw');
    await expect(page.getByRole('heading', { name: 'Dit mag je niet zien' })).toBeVisible();
    await page.goto('/bijeenkomsten');
    await expect(page.getByRole('heading', { level: 1, name: 'Bijeenkomsten' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Bijeenkomst plannen' })).toHaveCount(0);
  });
});

test.describe('an organiser', () => {
  test.use(signedInAs(organiser));

  test('plans a meeting with a programme and speakers, and moves it', async ({ page }) => {
    await page.goto('/bijeenkomsten');
    await page.getByRole('link', { name: 'Bijeenkomst plannen' }).click();
    await page.getByRole('button', { name: 'Bijeenkomst aankondigen' }).click();
    await expect(page.getByRole('link', { name: 'Dag' })).toBeVisible();
    await page.getByLabel('Titel').fill('Data voor de buurt');
    await page.getByLabel('Dag', { exact: false }).first().fill('2027-06-10');
    await page.getByRole('textbox', { name: /^Van/ }).or(page.getByLabel(/^Van/)).first().fill('09:30');
    await page.getByLabel('Naam van de plek').fill('Bibliotheek');
    await page.getByRole('button', { name: 'Onderdeel toevoegen' }).click();
    const part = page.getByRole('group', { name: 'Programma 1' });
    await part.getByRole('textbox', { name: 'Onderdeel' }).fill('De buurt telt mee');
    await part.getByRole('button', { name: 'Spreker toevoegen' }).click();
    await part.getByRole('combobox', { name: 'Iemand van het netwerk' }).fill('Noor');
    await page.getByRole('option', { name: /Noor Dijkhuis/ }).click();
    await expect(part.getByLabel('Naam van de spreker')).toHaveValue('Noor Dijkhuis');
    await expectAccessible(page);
    await expectFits(page, 320);
    await page.getByRole('button', { name: 'Bijeenkomst aankondigen' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Data voor de buurt' })).toBeFocused();
    await expect(page.getByRole('main')).toContainText('donderdag 10 juni 2027, 9:30');
    await expect(page.getByRole('link', { name: 'Noor Dijkhuis' })).toBeVisible();

    await page.getByRole('link', { name: 'Bewerken' }).click();
    await page.getByLabel('Dag', { exact: false }).first().fill('2027-06-17');
    await page.getByRole('button', { name: 'Wijzigingen publiceren' }).click();
    await expect(page.getByRole('main')).toContainText('donderdag 17 juni 2027, 9:30');
  });
});

test.describe('an editor', () => {
  test.use(signedInAs(editor));

  test('records what a table concluded, from the page of the meeting', async ({ page }) => {
    await page.goto('/bijeenkomsten/4e-bijeenkomst-data-moet-je-doen');
    await page.getByRole('link', { name: 'Opbrengst vastleggen' }).click();
    await expect(page.getByLabel('Bijeenkomst')).toHaveValue(/.+/);
    await page.getByLabel('Welke vraag lag op tafel?').fill('Wie betaalt de tweede proef?');
    await expect(page.getByText('Bewaard om')).toBeVisible();
    await expect(page).toHaveURL(/\/opbrengsten\/wie-betaalt-de-tweede-proef\/bewerken$/);
    await page.getByRole('textbox', { name: /^Wat was de conclusie/ }).fill('De afdeling die er iets aan heeft.');
    await page.getByRole('button', { name: 'Uitspraak toevoegen' }).click();
    await page.getByLabel('Wat was het?').selectOption('Obstakel');
    await page.getByLabel('Wat werd er gezegd?').fill('De begroting is in mei al dicht.');
    await page.getByRole('radio', { name: 'Voor iedereen' }).check();
    await expectAccessible(page);
    await expectFits(page, 320);
    await page.getByRole('button', { name: 'Opbrengst publiceren' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Wie betaalt de tweede proef?' })).toBeFocused();
    await expect(page.getByRole('heading', { level: 3, name: 'Obstakel' })).toBeVisible();
    await page.getByRole('complementary').getByRole('link', { name: '4e bijeenkomst: data moet je doen' }).click();
    await expect(page.getByRole('link', { name: 'Wie betaalt de tweede proef?' })).toBeVisible();
  });
});

test('a visitor is told that the demo network is invented, and can wave that away', async ({ page }) => {
  await page.goto('/');
  const note = page.getByRole('complementary', { name: 'Proefnetwerk' });
  await expect(note).toContainText('verzonnen');
  await page.getByRole('navigation', { name: 'Hoofdmenu' }).getByRole('link', { name: 'Pilots' }).click();
  await note.getByRole('button', { name: 'Begrepen' }).click();
  await expect(note).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(note).toHaveCount(0);
});
